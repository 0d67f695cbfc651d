const cores =
  'BasicObject|Object|Kernel|Module|Class|Comparable|Enumerable|Numeric|Integer|Float|Rational|Complex|String|Symbol|Array|Hash|Range|Struct|Set|Time|Date|Proc|Method|Regexp|MatchData|NilClass|TrueClass|FalseClass|Exception|File|IO|Dir|Math|JSON|YAML|Marshal|Enumerator|Process';
const core = `(?:::)?\\b(?:${cores})\\b`;
/** What values of the language have from the begin; another name is one that a program adds. */
const methods = new Set(
  `+ - * / % ** == != === =~ !~ <=> < <= > >= << >> [] []= ! +@ -@ & | ^ ~ eql? equal? hash coerce abs floor ceil round
  truncate divmod div modulo fdiv pow succ pred next times upto downto step zero? positive? negative? even? odd? digits
  gcd lcm between? clamp to_s to_str to_i to_int to_f to_r to_c to_a to_ary to_h to_hash to_sym to_proc inspect length
  size count empty? include? member? key? has_key? value? has_value? start_with? end_with? match match? scan sub sub!
  gsub gsub! strip strip! lstrip rstrip chomp chop chars bytes lines split upcase downcase capitalize swapcase reverse
  reverse! tr delete delete! squeeze index rindex slice slice! insert replace concat prepend center ljust rjust format
  sprintf unpack unpack1 pack encode force_encoding freeze frozen? dup clone each each_with_index each_with_object
  each_pair each_key each_value each_char each_line each_slice each_cons map map! collect flat_map select select! filter
  filter! filter_map reject reject! find detect find_index find_all all? any? none? one? sum min max minmax min_by
  max_by sort sort! sort_by sort_by! uniq uniq! group_by partition chunk zip product inject reduce first last take drop
  take_while drop_while push append pop shift unshift join flatten flatten! compact compact! values keys fetch dig store
  merge merge! update transform_values transform_keys invert rotate sample shuffle tally transpose values_at assoc at
  cycle entries call puts print p require require_relative load raise rand srand sleep is_a? kind_of? instance_of?
  respond_to? nil? send public_send __send__ method methods object_id class singleton_class tap then itself loop catch
  throw new allocate name message backtrace full_message exit exit! abort at_exit Integer Float String Array read
  readlines binread foreach open write exist? file? directory? expand_path join basename glob parse generate dump load
  now sqrt cbrt sin cos tan exp log log2 log10 hypot strftime to_date year month day`.split(/\s+/),
);

const isLike =
  /(?:^|;)[ \t]*end[ \t]*$|\.\s*(?:prepend|(?:class|module|instance)_(?:eval|exec)|\w+_method)\b|:(?:prepend|\w+_method)\b/m;
const opened = new RegExp(
  String.raw`^\s*(?:class\s+<<\s*(${core})|(?:class|module)\s+(${core}))\s*(?:<\s*(?:Object|BasicObject|Numeric)\s*)?(?:;(.*))?$`,
);
const called = new RegExp(
  String.raw`(?<![\w.:])(${core})(?:\s*&?\.\s*singleton_class)?\s*&?\.\s*(?:(?:(?:public_)?send|__send__)\s*(?:\(\s*)?:)?(class_eval|class_exec|module_eval|module_exec|instance_eval|instance_exec|prepend|define_method|alias_method|remove_method|undef_method|define_singleton_method)\b(?:\s*[(,])?\s*(?::?["']?((?:[a-z_]\w*[?!=]?|[-+*/%<>=!~&|^[\]]+)))?`,
  'gi',
);
const evaluates = /_(?:eval|exec)$/;
const defined =
  /(?:^|[;"'{]|\bdo\b)\s*(?:(?:private|public|protected)\s+)?(?:def\s+(?:self\s*\.\s*)?|(?:define_method|define_singleton_method|alias_method|remove_method|undef_method|alias|undef)\b\s*\(?\s*:?["']?)([a-z_]\w*[?!=]?|[-+*/%<>=!~&|^[\]]+@?)/gi;
const ofSingleton = new RegExp(
  String.raw`^\s*def\s+(${core})\s*\.\s*([a-z_]\w*[?!]?|[-+*/%<>=!~&|^[\]]+)`,
  'i',
);
const isOnlyMissing = /\b(?:method_defined\?|instance_methods|respond_to\?)/;
const literalClass =
  /(?<![\w)\]])(?:\d+|""|''|"[^"\n]{0,20}"|'[^'\n]{0,20}'|\[\s*\]|\{\s*\}|nil|true|false)\s*\.\s*(?:singleton_)?class\b(?=\s*\.)/g;
const constant = /\b(?:Object|Kernel)\s*\.\s*const_get\s*\(?\s*[:"'](\w+)["']?\s*\)?/g;

/**
 * Says of the lines of a program's text by what words one of them replaces a method that Ruby gives to all code: in a core
 * class that is opened again, or by a call to one; null for none. A class of the same name within a module is another one,
 * and a refinement holds where it is asked for.
 */
export function rubyNatives(text: string): (index: number) => string | null {
  if (!isLike.test(text)) return () => null;
  const lines = withPlainNames(text).split('\n');
  const bodies = bodiesOf(lines);
  return (index) => {
    const line = lines[index] ?? '';
    const around = `${lines[index - 1] ?? ''} ${line}`;
    if (isOnlyMissing.test(around)) return null;
    const [single, , name = ''] = ofSingleton.exec(line) ?? [];
    if (single !== undefined && methods.has(name)) return single.trim();
    for (const [whole, , how = '', given] of line.matchAll(called)) {
      if (evaluates.test(how)) continue;
      if (how === 'prepend' || given === undefined || methods.has(given)) return whole.trim();
    }
    const head = bodies[index];
    if (head === undefined) return null;
    if (/^\s*prepend\b/.test(line)) return `${head} prepend`;
    for (const [, method = ''] of line.matchAll(defined)) if (methods.has(method)) return `${head} ${method}`;
    return null;
  };
}

/** With what a file or the language has in place of a core class's name. */
function withPlainNames(text: string): string {
  const plain = text.replaceAll(constant, '$1').replaceAll(literalClass, 'Object');
  const other = new Map<string, string>();
  const renamed = new RegExp(String.raw`^[ \t]*([A-Z]\w*)[ \t]*=[ \t]*(?:::)?(${cores})[ \t]*$`, 'gm');
  for (const [, name = '', from = ''] of plain.matchAll(renamed)) other.set(name, from);
  if (other.size === 0) return plain;
  return plain.replaceAll(/(?<![\w.:])[A-Z]\w*(?=\s*\.|\s*$)/gm, (name) => other.get(name) ?? name);
}

/** For each line within a core class that is opened again, the words that open it. */
function bodiesOf(lines: readonly string[]): (string | undefined)[] {
  const open: { indent: number; isModule: boolean; head: string | undefined }[] = [];
  return lines.map((line) => {
    if (line.trim() === '') return open.at(-1)?.head;
    const indent = line.search(/\S/);
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const [whole, single, plain] = opened.exec(line) ?? [];
    const evaluated = [...line.matchAll(called)].find(([, , how = '']) => evaluates.test(how));
    const isCore =
      single !== undefined ||
      evaluated !== undefined ||
      (plain !== undefined && (!open.some(({ isModule }) => isModule) || plain.startsWith('::')));
    const own = isCore ? (whole ?? evaluated?.[0] ?? '').trim() : undefined;
    const head = own ?? open.at(-1)?.head;
    if (/^\s*(?:class|module)\b/.test(line) || own !== undefined)
      open.push({ indent, isModule: own === undefined || plain !== undefined, head: own });
    return head;
  });
}
