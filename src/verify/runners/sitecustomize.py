"""Loaded into every Python process of a command by way of PYTHONPATH, in place of the module of this name behind it, which
it loads too. It tells processes apart, and has unittest write down what came of each test. The Python may be an old one,
and must never fail because of this.
"""

import os
import sys


def _load_next():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    own = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError:
        pass
    finally:
        sys.modules.setdefault("sitecustomize", own)


class _Report(object):
    """Lines of a report: what came of a test is known once it has ended."""

    def __init__(self, folder):
        import json

        self.text = json.dumps
        self.process = os.getpid()
        self.outcome = None
        place = self.make_place(folder)
        with open(os.path.join(place, "asked.json"), "w") as note:
            note.write(self.text({"runner": "unittest", "folder": os.getcwd()}))
        self.file = os.open(os.path.join(place, "report.jsonl"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.write({"event": "start"})

    @staticmethod
    def make_place(folder):
        number = 1
        while True:
            place = os.path.join(folder, str(number))
            try:
                os.mkdir(place)
                return place
            except OSError:
                if not os.path.isdir(place):
                    raise
                number += 1

    def write(self, line):
        if os.getpid() == self.process:
            os.write(self.file, (self.text(line) + "\n").encode("utf-8"))

    def tell(self, event, test=None):
        if event == "start":
            self.outcome = None
        elif event == "stop":
            # A result of somebody's own may say nothing of it.
            if self.outcome is not None:
                self.test(test, self.outcome)
        elif type(test).__name__ == "_ErrorHolder":
            self.test(test, event)
        elif self.outcome != "failed" and not (self.outcome == "skipped" and event == "passed"):
            self.outcome = event

    def test(self, test, outcome):
        line = {"event": "test", "outcome": outcome}
        line.update(_names(test))
        self.write(line)

    def end(self):
        self.write({"event": "end"})


def _names(test):
    kind = type(test)
    module = sys.modules.get(kind.__module__)
    method = getattr(test, "_testMethodName", None)
    if kind.__name__ == "_FailedTest":
        return {"file": _file_of(method), "names": []}
    if kind.__name__ == "_ErrorHolder":
        around, _, place = test.id().partition(" (")
        place = place.rstrip(")")
        if around.endswith("Module"):
            return {"file": _file_of(place), "names": []}
        name, _, last = place.rpartition(".")
        return {"file": _file_of(name), "names": [last]}
    if kind.__name__ == "_SubTest":
        return _names(test.test_case)
    if method is None or module is None:
        return {"file": getattr(module, "__file__", None) or "", "names": [test.id()]}
    names = getattr(kind, "__qualname__", kind.__name__).split(".")
    return {"file": getattr(module, "__file__", None) or "", "names": names + [method]}


def _file_of(module):
    known = getattr(sys.modules.get(module), "__file__", None)
    if known:
        return known
    way = module.replace(".", os.sep)
    for folder in sys.path:
        for ending in (".py", os.sep + "__init__.py"):
            path = os.path.join(os.path.abspath(folder), way + ending)
            if os.path.exists(path):
                return path
    return way + ".py"


_open = []


def _watch(result):
    events = {
        "startTest": "start",
        "addSuccess": "passed",
        "addFailure": "failed",
        "addError": "failed",
        "addUnexpectedSuccess": "failed",
        "addSkip": "skipped",
        "addExpectedFailure": "skipped",
        "stopTest": "stop",
    }

    def wrap(name, before):
        original = getattr(result, name, None)
        if original is None:
            return

        def method(self, *args, **more):
            try:
                before(self, *args)
            except Exception:
                pass
            return original(self, *args, **more)

        method.__name__ = name
        method.__doc__ = original.__doc__
        setattr(result, name, method)

    def telling(event):
        return lambda self, test=None, *_: _open and _open[0][0] is self and _open[0][1].tell(event, test)

    def begin(self):
        # Tests of tests start others: what counts is what was started by nobody.
        if not _open and "_pytest" not in sys.modules:
            _open.append((self, _Report(os.environ["PROOFLOOP_REPORTS"])))
            os.environ["PROOFLOOP_ASKED"] = "1"

    def end(self):
        if _open and _open[0][0] is self:
            os.environ.pop("PROOFLOOP_ASKED", None)
            _open.pop()[1].end()

    def sub_test(self, test, subtest, error=None):
        if error is not None:
            telling("failed")(self, test)

    for name, event in events.items():
        wrap(name, telling(event))
    wrap("addSubTest", sub_test)
    wrap("startTestRun", begin)
    wrap("stopTestRun", end)


def _ask_once(junit):
    """A pytest that a test has started is left alone, in a process of its own or not: what it tells is not the suite's."""
    import functools

    configure = junit.pytest_configure
    unconfigure = junit.pytest_unconfigure
    asked = []

    @functools.wraps(configure)
    def pytest_configure(config):
        path = getattr(config.option, "xmlpath", None) or ""
        if path.startswith(os.environ["PROOFLOOP_REPORTS"]):
            if os.environ.get("PROOFLOOP_ASKED"):
                config.option.xmlpath = None
            else:
                os.environ["PROOFLOOP_ASKED"] = "1"
                asked.append(config)
        return configure(config)

    @functools.wraps(unconfigure)
    def pytest_unconfigure(config):
        if asked and asked[0] is config:
            os.environ.pop("PROOFLOOP_ASKED", None)
            asked.pop()
        return unconfigure(config)

    junit.pytest_configure = pytest_configure
    junit.pytest_unconfigure = pytest_unconfigure


class _Finder(object):
    """Calls what follows on modules by their names, once each is loaded."""

    def __init__(self, followers):
        self.followers = followers

    def find_spec(self, name, path=None, target=None):
        follower = self.followers.pop(name, None)
        if follower is None:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find and find(name, path, target)
            if spec:
                self._follow(spec.loader, follower)
                return spec
        return None

    @staticmethod
    def _follow(loader, follower):
        load = loader.exec_module

        def exec_module(module):
            load(module)
            try:
                follower(module)
            except Exception:
                pass

        loader.exec_module = exec_module


try:
    os.environ["PROOFLOOP_PROCESS"] = str(os.getpid())
    if os.environ.get("PROOFLOOP_REPORTS"):
        followers = {"_pytest.junitxml": _ask_once}
        if not os.environ.get("PROOFLOOP_ASKED"):
            followers["unittest.result"] = lambda module: _watch(module.TestResult)
        sys.meta_path.insert(0, _Finder(followers))
except Exception:
    pass
_load_next()
