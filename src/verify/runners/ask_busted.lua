-- Read by every Lua of a command, by way of LUA_INIT. Where that comes to load busted, it listens to its events and
-- writes a line for each test, whatever handler prints them; everywhere else it does nothing.
local folder, asked = os.getenv('PROOFLOOP_REPORTS'), os.getenv('PROOFLOOP_ASKED')
local searchers = package.searchers or package.loaders
if not folder or folder == '' or asked or not searchers then return end

local function quoted(text)
  local escaped = tostring(text):gsub('[%c"\\]', function(sign) return ('\\u%04x'):format(sign:byte()) end)
  return '"' .. escaped .. '"'
end

-- A new folder below the one for reports; Lua alone makes none.
local function make_place()
  local tool = io.popen('n=1; while ! mkdir "$PROOFLOOP_REPORTS/$n" 2>/dev/null; do [ -d "$PROOFLOOP_REPORTS/$n" ] || exit 1; n=$((n+1)); done; echo "$n"; pwd')
  if not tool then return nil end
  local number, here = tool:read('*l'), tool:read('*l')
  tool:close()
  if not number or not here then return nil end
  local note = io.open(folder .. '/' .. number .. '/asked.json', 'w')
  if not note then return nil end
  note:write('{"runner":"busted","folder":' .. quoted(here) .. '}')
  note:close()
  return io.open(folder .. '/' .. number .. '/report.jsonl', 'w')
end

-- The file and the names of an element, outermost first, by the chain of what it stands in.
local function place_of(busted, element)
  local names, file, at = {}, '', element
  while at do
    if at.descriptor == 'file' then file = at.name
    elseif at.descriptor ~= 'suite' and at.name then table.insert(names, 1, at.name) end
    at = busted.context.parent(at)
  end
  return file, names
end

local outcomes = { success = 'passed', pending = 'skipped', failure = 'failed', error = 'failed' }

local function listen(busted)
  local report = make_place()
  if not report then return end
  local function tell(element, status)
    local file, names = place_of(busted, element)
    for index, name in ipairs(names) do names[index] = quoted(name) end
    local line = '{"event":"test","file":%s,"names":[%s],"outcome":"%s"}\n'
    report:write(line:format(quoted(file), table.concat(names, ','), outcomes[status] or 'failed'))
    report:flush()
  end
  busted.subscribe({ 'test', 'end' }, function(element, _, status)
    tell(element, status)
    return nil, true
  end)
  -- What is no test: a file that can't be loaded, a block whose body or hook fails.
  for _, descriptor in ipairs({ 'file', 'describe', 'context', 'insulate', 'expose' }) do
    for _, status in ipairs({ 'error', 'failure' }) do
      busted.subscribe({ status, descriptor }, function(element)
        tell(element, status)
        return nil, true
      end)
    end
  end
  busted.subscribe({ 'suite', 'end' }, function()
    report:write('{"event":"end"}\n')
    report:flush()
    return nil, true
  end)
end

package.preload['busted.core'] = function(name)
  package.preload[name] = nil
  for index = 2, #searchers do
    local loader, more = searchers[index](name)
    if type(loader) == 'function' then
      local make = loader(name, more)
      return function(...)
        local busted = make(...)
        pcall(listen, busted)
        return busted
      end
    end
  end
  error("module '" .. name .. "' not found")
end
