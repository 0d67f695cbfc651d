import type { Config } from '../../config/load-config.ts';
import { defaultBaseUrl } from '../../core/settings/model-settings.ts';
import { askForModels } from '../../model/ask-for-models.ts';
import type { DoctorCheck } from './doctor-check.ts';

const setKey = 'export OPENAI_API_KEY=<your key>';

/** Whether there is a key, or none is needed. The key itself is not shown. */
export function checkApiKey(apiKey: string | null, baseUrl: string): DoctorCheck {
  const needed = baseUrl === defaultBaseUrl;
  if (apiKey !== null)
    return { name: 'key', works: true, needed, found: 'OPENAI_API_KEY is set', mend: null };
  if (!needed)
    return { name: 'key', works: true, needed, found: 'none; this endpoint may do without', mend: null };
  return { name: 'key', works: false, needed, found: 'OPENAI_API_KEY is not set', mend: setKey };
}

/** What is configured; with `online`, what the endpoint says to one cheap request. */
export async function checkEndpoint(
  { options }: Config,
  apiKey: string | null,
  online: boolean,
): Promise<DoctorCheck> {
  const { base_url: baseUrl, models } = options;
  const { origin, pathname } = new URL(baseUrl);
  const shown = `${origin}${pathname}`;
  const place = { name: 'endpoint', needed: true };
  if (!online) {
    return { ...place, works: true, found: `${shown} (not asked: that takes --online)`, mend: null };
  }
  const reply = await askForModels(baseUrl, apiKey);
  if (!reply.ok) return { ...place, works: false, found: reply.problem, mend: mendFor(reply.status, shown) };
  const unknown = [...new Set(Object.values(models))].filter(
    (model) => reply.models?.includes(model) === false,
  );
  if (unknown.length === 0) return { ...place, works: true, found: `${shown} answers`, mend: null };
  const listed = reply.models?.slice(0, listedModels).join(', ');
  const mend = listed === '' ? 'choose another endpoint' : `choose with --model what it lists, as ${listed}`;
  return { ...place, works: false, found: `${shown} answers, but does not list ${unknown.join(', ')}`, mend };
}

const listedModels = 5;

function mendFor(status: number | null, shown: string): string {
  if (status === 401 || status === 403) return setKey;
  return status === null ? `start the server at ${shown}, or check the network` : 'check --base-url';
}
