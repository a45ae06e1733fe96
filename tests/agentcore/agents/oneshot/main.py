"""Answers one request a connection, as servers of HTTP/1.0 do, and leaves it to the caller to close it. Tells how many are open."""
import socket
import threading


def serve(connection):
    with connection:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        head, _, body = head.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        answer = b'{"status": "Healthy"}' if head.startswith(b"GET") else b'{"ok": %d}' % (threading.active_count() - 1)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        connection.recv(1)


listener = socket.create_server(("0.0.0.0", 8080))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
