# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of pairs.c as one writes it in Python."""
import socket
import sys

data = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-"
listener = socket.create_server(("127.0.0.1", 0))
a = socket.create_connection(listener.getsockname())
b, _ = listener.accept()
a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
for _ in range(int(sys.argv[1])):
    a.send(data)
    sys.stdout.buffer.write(b.recv(64))
