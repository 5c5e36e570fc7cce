#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# converse.py SOSH: drives sosh from Python through a pipe: a server, its client, what both say.
import json
import subprocess
import sys
import time


class Sosh:
    """A shell that does a line at a time, and goes on after an error."""

    def __init__(self, program="sosh"):
        self.process = subprocess.Popen(
            [program, "--json", "--keep"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, encoding="utf-8")
        self.lines = 0

    def do(self, line):
        """Runs a line, or several: the objects that were printed until all were done, those of
        servers and jobs too."""
        self.lines += 1
        end = f"-- {self.lines} done"
        self.process.stdin.write(f'{line}\nprint "{end}"\n')
        self.process.stdin.flush()
        objects = []
        for text in self.process.stdout:
            objects.append(json.loads(text))
            if objects[-1].get("value") == end:
                return objects[:-1]
        raise EOFError(f"sosh has ended, with status {self.process.wait()}")

    def call(self, line):
        """Runs a line: its last call."""
        return [o for o in self.do(line) if o["type"] == "call"][-1]

    def close(self):
        """Ends the shell: its status, 0 if all was as expected."""
        self.process.stdin.close()
        return self.process.wait()


def main():
    began = time.time()
    sosh = Sosh(sys.argv[1])

    # A server in sosh, and a client.
    sosh.do("serve 127.0.0.1:0 echo as server")
    dialled = sosh.do("dial 127.0.0.1 $server.port as c")
    assert [o["call"] for o in dialled if o["type"] == "call"] == ["socket", "connect"], dialled
    sent = sosh.call('send c "hello\\n"')
    assert (sent["call"], sent["result"], sent["errno"]) == ("send", 6, None), sent
    heard = sosh.call("recv c 6 -t 2s")
    assert heard["data"] == "hello\n", heard

    # Times are of one clock, here and there.
    assert began < sent["start"] < heard["start"] + heard["duration"] < time.time(), (sent, heard)

    # What goes wrong is an object too, and the next line is done all the same.
    refused = sosh.do("connect 127.0.0.1 1\nsocket tcp as d\nconnect d 127.0.0.1 1")
    errors = [o for o in refused if o["type"] == "error"]
    assert errors[0]["kind"] == "usage" and refused[-1] is errors[1], refused
    assert [o for o in refused if o["type"] == "call"][-1]["errno"] == "ECONNREFUSED", refused

    # A job tells when it has ended; the server, that its client has left.
    job = sosh.do("recv c &")
    assert [o["event"] for o in job] == ["job started", "job waits"], job
    rest = sosh.do("send c bye\nwait %1 = 3 bye\nclose c\nstop server --drain 2s")
    events = {o["event"]: o for o in rest if o["type"] == "event"}
    assert events["job ended"]["result"] == 3, rest
    assert events["close"]["in"] == events["close"]["out"] == 9, rest
    assert job[0]["start"] < events["job ended"]["start"] < events["close"]["start"] < time.time(), rest

    assert sosh.close() == 2  # usage, for one line was none
    print("all said")


if __name__ == "__main__":
    main()
