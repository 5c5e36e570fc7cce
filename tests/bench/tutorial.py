# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of many tutorials: a thread per connection that answers each line with it.

Prints its port and runs until it is killed.
"""
import socket
import threading


def handle(connection):
    with connection, connection.makefile("rb") as lines:
        for line in lines:
            connection.sendall(line)


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    threading.Thread(target=handle, args=(client,), daemon=True).start()
