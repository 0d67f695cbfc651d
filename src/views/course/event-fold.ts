import type { LoggedEvent } from '../../core/events.ts';

/** How a view of a run is made of its events, one after the other. */
export interface EventFold<View> {
  begin: () => View;
  /** Takes one more event into the view itself; tells whether what the view says has changed. */
  take: (view: View, event: LoggedEvent) => boolean;
}

/** The view after these events. */
export function foldEvents<View>({ begin, take }: EventFold<View>, events: Iterable<LoggedEvent>): View {
  const view = begin();
  for (const event of events) take(view, event);
  return view;
}

/** A view after some of a run's events. `version` is another number whenever the view says something else. */
export interface Shown<View> {
  view: View;
  version: number;
}

/**
 * A view of events that become more: asked for a later place than before it takes in what came since, for an earlier
 * one it begins anew. What it gives holds until it is asked again.
 */
export function growing<View>(
  { begin, take }: EventFold<View>,
  events: readonly LoggedEvent[],
): (count: number) => Shown<View> {
  let view = begin();
  let taken = 0;
  let version = 0;
  return (count) => {
    if (count < taken) {
      view = begin();
      taken = 0;
      version += 1;
    }
    let isChanged = false;
    for (const event of events.slice(taken, count)) {
      if (take(view, event)) isChanged = true;
    }
    taken = Math.max(taken, Math.min(count, events.length));
    if (isChanged) version += 1;
    return { view, version };
  };
}
