#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Programs graded by a script: each grader of the labs against a right program and wrong ones.

load helper

setup() {
	enter
	unshare -rn true 2>/dev/null || skip "no user namespaces here"
	type python3 >/dev/null || skip "no python3"
}

# By the grader $1 the program $2, edited by sed $3, has all points; or it fails first at line $4.
grades() {
	local limit=2s
	[ -z "$4" ] || limit=500ms # nothing comes of waiting
	sed "$3" "$2" >program.py
	both "$SOSH" --json -t "$limit" --grade "$TOP/tests/labs/graders/$1.sosh" --program 'python3 -IS program.py'
	echo "# $out" >&2
	if [ -z "$4" ]; then
		equal "$status" 0
		[[ $out =~ '"points":'([0-9]+)',"of":'([0-9]+)',"failure":null' ]]
		equal "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	else
		equal "$status" 1
		grep -q "\"failure\":\"line $4: " out
	fi
}

tcp_server() {
	cat <<E
import os, socketserver, sys, threading
clients, lock = [], threading.Lock()
class H(socketserver.StreamRequestHandler):
    def handle(self):
        try: self.serve()
        except OSError: pass
$(cat)
class S(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
print("serving", flush=True)
S(("127.0.0.1", $1), H).serve_forever()
E
}

@test "the grader of an echo server" {
	tcp_server 9999 >right <<'E'
    def serve(self):
        while (data := self.request.recv(4096)): self.request.sendall(data)
E
	grades echo right '' ''
	grades echo right s/Threading// 23
	grades echo right 's/sendall(data)/sendall(data.strip())/' 12
	grades echo right 's/while (\(.*\)):/if (\1):/' 14
	grades echo right 's/sendall/send/; s/4096/1000000/; s/send(data)/send(data[:5000])/' 33
}

@test "the grader of a web server" {
	echo '<p>Hello' >hello.html
	tcp_server 6789 >right <<'E'
    def serve(self):
        line = self.rfile.readline()
        if not line: return
        while self.rfile.readline() not in (b"\r\n", b""): pass
        path = os.path.normpath(line.split()[1].decode().lstrip("/"))
        ok = not path.startswith("..") and os.path.isfile(path)
        body = open(path, "rb").read() if ok else b"no such file\n"
        self.wfile.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (b"200 OK" if ok else b"404 Not Found", len(body)) + body)
E
	grades web right '' ''
	grades web right 's/404 Not Found/200 OK/' 20
	grades web right 's/not path.startswith.*and //' 26
	grades web right 's/self.rfile.readline()$/self.request.recv(16); self.rfile.readline()/; s/line = .*/line = self.request.recv(4096)/; s/while .*/if b"\\r\\n\\r\\n" not in line: return/' 33
}

@test "the grader of a UDP pinger" {
	cat >right <<'E'
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
for n in range(1, 11):
    s.sendto(b"Ping %d %f" % (n, time.time()), ("127.0.0.1", 12000))
    try: print(s.recv(1024))
    except socket.timeout: print("Request timed out")
E
	grades pinger right '' ''
	grades pinger right 's/settimeout(1)/settimeout(0.2)/' 15
	grades pinger right 's/range(1, 11)/range(1, 10)/' 28
	grades pinger right 's/    except.*//; s/try: //' 23
}

@test "the grader of a chat server" {
	tcp_server 5000 >right <<'E'
    def serve(self):
        with lock: clients.append(self.request)
        try:
            for line in self.rfile:
                with lock:
                    for c in clients:
                        if c is not self.request: c.sendall(line)
        finally:
            with lock: clients.remove(self.request)
E
	grades chat right '' ''
	grades chat right 's/if c is not self.request: //' 17
	grades chat right 's/sendall(line)/sendall(line.strip())/' 14
	grades chat right 's/with lock: clients.remove.*/pass/' 35
}

@test "a program that never listens, ends, eats memory or forks: told, and nothing is left" {
	printf 'program\n' >script
	tries() {
		both "$SOSH" --grade script -t "${3:-1s}" --program "$1"
		equal "$status" 1
		[[ $out == *"$2"* ]]
	}
	tries 'sleep 1000' 'the program waits for nobody: it runs'
	tries 'echo hi there; exit 3' 'the program waits for nobody: it ended with status 3
  program: it ended with status 3
  | hi there'
	tries 'kill -SEGV $$' 'the program waits for nobody: it was killed by SIGSEGV'
	tries ./nothing 'it ended with status 127'
	tries 'exec python3 -IS -c "
l = []
while True: l.append(bytearray(10**7))"' MemoryError 9s
	tries 'yes' 'the program waits for nobody: it ' 300ms
	tries 'sleep 1001 & sleep 1002 & setsid sleep 1003 & exit 0' 'it ended with status 0'
	! pgrep -f 'sleep 100[0-3]'
}

@test "program waits for a socket of the program, client does not; end wants status 0" {
	cat >script <<'E'
program --client
sleep 50ms
program --end
E
	both "$SOSH" --grade script --program 'exit 0'
	equal "$status:$(sed 1d out)" '0:exit 0   2 of 2
  program: it ended with status 0'
	both "$SOSH" --grade script --program 'exit 4'
	equal "$status" 1
	[[ $out == *'the program has not ended well: it ended with status 4'* ]]
	printf 'program -t 9s\n' >script
	both "$SOSH" --grade script --program 'sleep 2.2; exec python3 -IS -c "
import socket, time
s = socket.create_server((\"127.0.0.1\", 9)); time.sleep(9)"'
	equal "$status" 0
	printf 'program; program\n' >script
	both "$SOSH" --grade script --program 'exec python3 -IS -c "
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind((\"127.0.0.1\", 9)); time.sleep(9)"'
	equal "$status" 1
	[[ $out == *'1 of 2'*'the program was started already'* ]]
	printf 'program --client\nquit 0\nassert 1 == 1\n' >ends
	both "$SOSH" --grade ends --program true
	equal "$status:$(sed -n 2p out)" '1:true     1 of 2    the script ended before its last check'
	both "$SOSH" -c program
	equal "$status" 2
	[[ $err == *'there is no program to test'* ]]
	both "$SOSH" --program true file
	[[ $err == 'sosh: --program is of --grade'* ]]
	both "$SOSH" --grade script --program true file
	[[ $err == 'sosh: --program stands in the place of files'* ]]
	both "$SOSH" --csv --grade script --program 'echo "a,b"'
	grep -qE '^"echo ""a,b""",0,2,"line 1: .*","it ended with status 0","a,b$' out
}
