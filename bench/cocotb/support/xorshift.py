"""Random numbers that are the same in Python and in TypeScript (xorshift.ts)."""


class Xorshift:
    """32 bits, shifts 13, 17, 5 (G. Marsaglia, Xorshift RNGs, 2003)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x

    def below(self, bound):
        return self.next() % bound

    def chance(self, percent):
        return self.below(100) < percent
