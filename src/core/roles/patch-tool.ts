import { z } from 'zod';
import type { FunctionTool } from '../model/model-wire.ts';

export const patchDefinition: FunctionTool = {
  type: 'function',
  name: 'apply_patch',
  description: `Edits files. The whole patch applies, or nothing changes and the error names file and hunk. Format:
*** Begin Patch
*** Add File: path/new.txt
+each line of the new file
*** Update File: path/old.txt
*** Move to: path/renamed.txt (optional)
@@ optional line that the hunk stands below, such as a function header
 context line
-old line
+new line
*** Delete File: path/gone.txt
*** End Patch
Paths are relative. Give about 3 lines of context around each change.`,
  parameters: {
    type: 'object',
    properties: { patch: { type: 'string' } },
    required: ['patch'],
    additionalProperties: false,
  },
  strict: true,
};

export const patchArguments = z.object({ patch: z.string() });
