"""A serial cable: a new pseudo-terminal, its other end on this program's input and output.

Prints the terminal's path on a line of its own, then passes bytes. Ends when its input ends or when it is killed: the
terminal then hangs up, as a serial port does whose USB plug is pulled out.
"""

import os
import sys
import termios
import threading
import tty

board, port = os.openpty()
# The port stays open here, so that it can be opened and closed any number of times.
tty.setraw(port, termios.TCSANOW)
sys.stdout.write(os.ttyname(port) + "\n")
sys.stdout.flush()


def to_board():
    while True:
        os.write(1, os.read(board, 65536))


threading.Thread(target=to_board, daemon=True).start()
while True:
    piece = os.read(0, 65536)
    if not piece:
        os._exit(0)
    while piece:
        piece = piece[os.write(board, piece) :]
