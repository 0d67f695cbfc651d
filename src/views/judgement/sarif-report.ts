import { plainLine } from '../text/plain-text.ts';
import type { AlteredProtectedFile, JudgementReport } from './judgement-report.ts';
import { verdictLine } from './judgement-report.ts';

const rules = {
  verdict: 'What was measured about the change',
  'altered-test': 'A test of the base was altered by the change',
  'altered-configuration': 'What decides how the change is tested was altered by it',
  'runs-by-itself': 'A changed file that can have an effect without being run by name',
} as const;

type Rule = keyof typeof rules;
type Level = 'none' | 'note' | 'warning' | 'error';

interface Region {
  startLine: number;
  endLine: number;
}

/** A judgement as SARIF 2.1.0: results at file and line for what the change altered of tests and their configuration. */
export function sarifReport(report: JudgementReport, version: string): string {
  const { verdict, altered, careful, reasons } = report;
  const isGood = verdict === 'verified' || verdict === 'proven';
  const level: Level = isGood ? 'note' : 'warning';
  const verdicts = isGood
    ? [result('verdict', 'none', verdictLine(report), [])]
    : [verdictLine(report), ...reasons].map((text) => result('verdict', 'error', text, []));
  const results = [
    ...verdicts,
    ...altered.map((file) =>
      result(
        ruleOf(file),
        level,
        `${file.path} was ${file.change} by the change`,
        placesOf(file.path, file.lines),
      ),
    ),
    ...careful.map(({ path, effect }) =>
      result('runs-by-itself', 'note', `${path} ${effect}`, placesOf(path, [])),
    ),
  ];
  const driver = {
    name: 'proofloop',
    version,
    rules: Object.entries(rules).map(([id, text]) => ({ id, shortDescription: { text } })),
  };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const ruleOf = ({ kind }: AlteredProtectedFile): Rule =>
  kind === 'test' ? 'altered-test' : 'altered-configuration';

function result(ruleId: Rule, level: Level, text: string, locations: readonly object[]) {
  return { ruleId, level, message: { text: messageText(text) }, locations };
}

/** In a message, brackets make a link. */
function messageText(text: string): string {
  return plainLine(text).replace(/[\\[\]]/g, '\\$&');
}

function placesOf(path: string, lines: AlteredProtectedFile['lines']) {
  const artifactLocation = { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
  const regions: Region[] = lines.map(({ from, to }) => ({ startLine: from, endLine: to }));
  if (regions.length === 0) return [{ physicalLocation: { artifactLocation } }];
  return regions.map((region) => ({ physicalLocation: { artifactLocation, region } }));
}
