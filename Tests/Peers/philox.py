"""Philox 4x32-10 and the normal numbers that phase-tui draws from it (Salmon et al., SC11)."""

import numpy as np

(X_STREAM, Y_STREAM, U_STREAM, V_STREAM, BATCH_STREAM, Q_STREAM, K_STREAM, W_STREAM, O_STREAM,
 EMBEDDING_STREAM, READOUT_STREAM) = range(11)

# A token's place in the counter's word for the layer.
TOKEN_STRIDE = 1 << 16

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
MASK = np.uint64(0xFFFFFFFF)

# (counter, key, output) from the Random123 distribution, file kat_vectors, generator philox4x32-10.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def philox(counter, key):
    """Ten rounds on four words (scalars or arrays that broadcast) under a key of two words."""
    c = [np.asarray(word, np.uint64) for word in counter]
    k = [int(word) for word in key]
    for _ in range(10):
        low_product = c[0] * np.uint64(MULTIPLIERS[0])
        high_product = c[2] * np.uint64(MULTIPLIERS[1])
        c = [
            (high_product >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]),
            high_product & MASK,
            (low_product >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]),
            low_product & MASK,
        ]
        k = [(word + step) & 0xFFFFFFFF for word, step in zip(k, WEYL)]
    return c


def normals(seed, stream, layers, units, dimension, stride=1):
    """Standard normals of shape (layers, units, dimension), of every stride-th layer.

    The counter is (coordinate / 4, unit, layer, stream) and the key is the seed, so an entry's value depends
    on its indices alone. A block of four words gives four normals by Box-Muller.
    """
    layer, unit, block = np.ogrid[:layers, :units, : -(-dimension // 4)]
    key = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    words = np.broadcast_arrays(*philox((block, unit, layer * stride, stream), key))
    pairs = [z for i in (0, 2) for z in box_muller(words[i], words[i + 1])]
    return np.stack(pairs, axis=-1).reshape(layers, units, -1)[..., :dimension]


def batch(seed, samples, size, step):
    """The rows of a step: `size` distinct ones of `samples`, ascending, by Floyd's algorithm."""
    key = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    chosen = set()
    for index, last in enumerate(range(samples - size, samples)):
        word = int(philox((index // 4, step, 0, BATCH_STREAM), key)[index % 4])
        drawn = word * (last + 1) >> 32
        chosen.add(last if drawn in chosen else drawn)
    return sorted(chosen)


def box_muller(first, second):
    """Two independent normals from two 32-bit words, 24 bits of each."""
    uniform = ((first >> np.uint64(9)) * np.uint64(2) + np.uint64(1)).astype(float) * 2.0**-24
    signed = second.astype(np.int64)
    signed = np.where(signed >= 2**31, signed - 2**32, signed)
    turns = (signed >> 8).astype(float) * 2.0**-24
    radius = np.sqrt(-2 * np.log(uniform))
    return radius * np.cos(2 * np.pi * turns), radius * np.sin(2 * np.pi * turns)


def verify():
    """Raises unless the generator gives its published answers."""
    for counter, key, answer in KNOWN_ANSWERS:
        words = philox(*([int(word, 16) for word in text.split()] for text in (counter, key)))
        given = " ".join(f"{int(word):08x}" for word in words)
        if given != answer:
            raise AssertionError(f"philox4x32-10 of {counter} is {given}, published is {answer}")
