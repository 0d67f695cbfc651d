/** One thing that a run needs, or is better for having. */
export interface DoctorCheck {
  name: string;
  works: boolean;
  /** Whether a run can't be started without it. */
  needed: boolean;
  /** What was found, for a person. */
  found: string;
  /** What mends it, as a command where there is one; null where it works. */
  mend: string | null;
}
