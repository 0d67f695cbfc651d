%% A formatter for ExUnit beside the one that prints: a line for each test, and a last one that says that all have run.
%% It is compiled where it is used, so that it goes with any version.
-module(proofloop_formatter).
-behaviour(gen_server).
-export([ask/0, init/1, handle_call/3, handle_cast/2, handle_info/2]).

%% Whatever ExUnit is configured with before it is loaded, mix's own options among it, comes after this.
ask() ->
    Formatters = ['Elixir.ExUnit.CLIFormatter', ?MODULE],
    application:set_env(ex_unit, formatters, Formatters, [{persistent, true}]).

init(_Options) ->
    {ok, open(os:getenv("PROOFLOOP_REPORTS"), os:getenv("PROOFLOOP_ASKED"))}.

handle_call(_Message, _From, State) ->
    {reply, ok, State}.

handle_info(_Message, State) ->
    {noreply, State}.

handle_cast({test_finished, Test}, File) when File =/= none ->
    #{name := Name, module := Module, state := State, tags := Tags} = Test,
    Names = [quoted(without("Elixir.", atom_to_list(Module))), ",", quoted(without("test ", atom_to_list(Name)))],
    Path = unicode:characters_to_list(maps:get(file, Tags, <<>>)),
    write(File, ["{\"event\":\"test\",\"file\":", quoted(Path), ",\"names\":[", Names, "],\"outcome\":\"", outcome(State), "\"}\n"]),
    {noreply, File};
handle_cast({suite_finished, _Times}, File) when File =/= none ->
    write(File, "{\"event\":\"end\"}\n"),
    {noreply, File};
handle_cast(_Event, File) ->
    {noreply, File}.

outcome(nil) -> "passed";
outcome({skipped, _}) -> "skipped";
outcome({excluded, _}) -> "skipped";
outcome(_) -> "failed".

open(Folder, false) when is_list(Folder), Folder =/= "" ->
    try
        Place = make_place(Folder, 1),
        {ok, Here} = file:get_cwd(),
        Note = ["{\"runner\":\"exunit\",\"folder\":", quoted(Here), "}"],
        ok = file:write_file(filename:join(Place, "asked.json"), Note),
        {ok, File} = file:open(filename:join(Place, "report.jsonl"), [append, raw, binary]),
        os:putenv("PROOFLOOP_ASKED", "1"),
        File
    catch _:_ -> none
    end;
open(_Folder, _Asked) ->
    none.

make_place(Folder, Number) ->
    Place = filename:join(Folder, integer_to_list(Number)),
    case file:make_dir(Place) of
        ok -> Place;
        {error, eexist} -> make_place(Folder, Number + 1)
    end.

write(File, Text) ->
    _ = file:write(File, unicode:characters_to_binary(Text)),
    ok.

without(Start, Text) ->
    case lists:prefix(Start, Text) of
        true -> lists:nthtail(length(Start), Text);
        false -> Text
    end.

quoted(Text) ->
    [$", [escaped(Sign) || Sign <- Text], $"].

escaped(Sign) when Sign < 32; Sign =:= $"; Sign =:= $\\; Sign =:= 127 ->
    io_lib:format("\\u~4.16.0b", [Sign]);
escaped(Sign) ->
    Sign.
