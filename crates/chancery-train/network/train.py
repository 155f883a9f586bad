"""Trains the network that `chancery_core::grammar::network` runs.

    pip install torch numpy
    python train.py LESSONS network.model

LESSONS is the folder that `chancery-train` writes: one word a line, an empty line after each
sentence, tabs between form, hint, class, head, relation, label, folded form and act; -1 is
unknown. `silver.tsv`, where it is there, is raw text with what `teacher.py` and `acts.py` say of it,
`told.tsv` a part of it told in the present, and `senses.npz` what `senses.py` says of words.
`chancery-train` calls this script; the same lessons, seed and version of torch give the same bytes.
"""

import argparse
import collections
import copy
import math
import os
import random
import struct
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

# What `grammar/look.rs`, `grammar/names.rs` and `grammar/network.rs` know under the same names.
PARTS = (("prefix", b"p", 4096), ("two", b"2", 1024), ("three", b"3", 4096), ("four", b"4", 4096))
SHAPES, HINTS, LABELS, DISTANCES = 32, 64, 13, 33
KEYS = ("word", "prefix", "two", "three", "four", "shape", "hint")
ANSWERS = ("tag", "head", "rel", "label", "told")
ACT_REACHES = (1, 4, 1)
UNSEEN = ("sealed", "items")  # records whose acts judge
MARK, TEXTS = b"CHnet003", ("classes", "rels", "acts")
EIGHT, EARLIER = b"CHnet002", b"CHnet001"  # rows of eight bits; and without acts
HEADS = ("tag", "label", "arc_under", "arc_over", "distance", "root", "rel_under", "rel_over")


def stirred(data):
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    value = (value ^ value >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return value ^ value >> 12


def shape(word):
    upper = lower = digits = marks = 0
    hyphen = first = False
    for at, c in enumerate(word):
        if c.islower():
            lower += 1
        elif c.isupper():
            upper += 1
            first |= at == 0
        elif c in "0123456789":
            digits += 1
        elif c.isalpha():
            lower += 1
        else:
            marks += 1
            hyphen |= c == "-"
    if not (upper or lower):
        base = 5 if digits else 7
    elif digits:
        base = 6
    elif not upper:
        base = 0
    elif upper == 1 and not lower and not marks:
        base = 4
    elif not lower:
        base = 8 if word.endswith(".") else 2
    elif upper == 1 and first:
        base = 9 if word.endswith(".") else 1
    else:
        base = 3
    return base + (16 if hyphen and base != 7 else 0)


ZEROS = bytes.maketrans(b"123456789", b"000000000")
LONG_DASHES = "–—―"


def look(form, folded):
    """The bytes of a word, and the rows of its parts."""
    data = ("–" if form in LONG_DASHES else folded).encode().translate(ZEROS)
    pieces = (data[:3], data[-2:], data[-3:], data[-4:])
    return data, [stirred(mark + piece) % size for (_, mark, size), piece in zip(PARTS, pieces)]


class Lessons:
    """Sentences as rows of numbers, one behind the other."""

    def __init__(self, path, acts):
        self.words, rows, self.starts, known = [], [], [0], {}
        # How likely each act is that a word may tell, none first. Row 0 is no act at all.
        self.told = [np.eye(1, 1 + acts, dtype=np.float32)[0]]
        for line in open(path, encoding="utf-8"):
            line = line.rstrip("\n")
            if not line:
                if len(rows) > self.starts[-1]:
                    self.starts.append(len(rows))
                continue
            form, hint, tag, head, rel, label, folded, act = line.split("\t")
            if (form, folded) not in known:
                data, parts = look(form, folded)
                known[form, folded] = data, (*parts, shape(form))
            data, parts = known[form, folded]
            self.words.append(data)
            told = int(act) if act in ("-1", "0") else len(self.told)
            if told > 0:
                self.told.append(told_row(act, acts))
            rows.append((*parts, int(hint), int(tag), int(head), int(rel), int(label), told))
        self.rows = np.array(rows, dtype=np.int64).reshape(-1, 11)
        self.told = np.stack(self.told)
        self.starts = np.array(self.starts)
        self.lengths = np.diff(self.starts)

    def number(self, vocabulary):
        self.numbers = np.array([vocabulary.get(word, 0) for word in self.words], dtype=np.int64)

    def batches(self, tokens, dice=None, times=None, longest=100):
        """Batches of sentences of like length; with dice in any order, each as often as told."""
        order = np.arange(len(self.lengths))
        key = self.lengths.astype(float)
        if dice is not None:
            order = np.repeat(order, times) if times is not None else order
            order = order[self.lengths[order] <= longest]
            key = key[order] + dice.random(len(order)) * 3
            order = order[np.argsort(key, kind="stable")]
        else:
            order = order[np.argsort(key, kind="stable")]
        groups, group = [], []
        for at in order:
            if group and (len(group) + 1) * self.lengths[at] > tokens:
                groups.append(group)
                group = []
            group.append(at)
        if group:
            groups.append(group)
        if dice is not None:
            dice.shuffle(groups)
        for group in groups:
            yield self.pack(group)

    def pack(self, group):
        length = int(self.lengths[group].max())
        batch = {key: np.zeros((len(group), length), dtype=np.int64) for key in KEYS}
        batch |= {key: np.full((len(group), length), -1, dtype=np.int64) for key in ANSWERS}
        inside = np.zeros((len(group), length), dtype=np.float32)
        for n, at in enumerate(group):
            size = self.lengths[at]
            words = slice(self.starts[at], self.starts[at] + size)
            batch["word"][n, :size] = self.numbers[words]
            for column, key in enumerate(("prefix", "two", "three", "four", "shape", "hint", *ANSWERS)):
                batch[key][n, :size] = self.rows[words, column]
            heads = batch["head"][n, :size]
            heads[heads == size] = length  # the root moves behind the padding
            inside[n, :size] = 1
        batch = {key: torch.from_numpy(value) for key, value in batch.items()}
        return batch | {"inside": torch.from_numpy(inside), "acts": torch.from_numpy(self.told[batch["told"].numpy()])}


def told_row(act, acts):
    """A marked act is certain; a teacher's is told in hundredths, none first."""
    row = np.zeros(1 + acts, dtype=np.float32)
    if "," in act:
        row[:] = [int(part or 0) for part in act.split(",")]
        row /= row.sum()
    else:
        row[int(act)] = 1.0
    return row


def step_of(distance):
    """Distances up to 8 have a step each, larger ones share steps that grow."""
    return min(DISTANCES // 2, distance if distance <= 8 else int(8 + math.log2(distance / 8) * 2.7))


STEPS = torch.tensor([step_of(distance) for distance in range(512)])


def dropped(x, share):
    """Dropout, with eight bits of chance for a value: far faster here than a float for each."""
    if not share:
        return x
    least = round(256 * share)
    bits = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-(2**63), None).view(torch.uint8)
    kept = bits[: x.numel()].view(x.shape) >= least
    return x * (kept.to(x.dtype) * (256 / (256 - least)))


class Network(nn.Module):
    def __init__(self, words, tags, rels, acts, width, reaches, arc, rel, drop, names=0.7, told=4.0, senses=None, own=None):
        super().__init__()
        # What a large network makes of each word, which never changes, and whether the word learns a row of its own.
        self.senses, self.own = senses, own
        self.sense = None if senses is None else nn.Linear(senses.shape[1], width, bias=False)
        if senses is not None:
            nn.init.zeros_(self.sense.weight)
        self.only_acts = False
        self.width, self.reaches, self.drop, self.names, self.told = width, reaches, drop, names, told
        sizes = (words, *(size for _, _, size in PARTS), SHAPES, HINTS)
        self.rows = nn.ModuleDict({key: nn.Embedding(size, width) for key, size in zip(KEYS, sizes)})
        for table in self.rows.values():
            nn.init.normal_(table.weight, std=0.05)
        self.first = nn.LayerNorm(width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in reaches)
        self.layers = nn.ModuleList(nn.Linear(3 * width, 2 * width) for _ in reaches)
        self.last = nn.LayerNorm(width)
        # Acts have layers of their own above the body.
        self.act_norms = nn.ModuleList(nn.LayerNorm(width) for _ in ACT_REACHES)
        self.act_layers = nn.ModuleList(nn.Linear(3 * width, 2 * width) for _ in ACT_REACHES)
        self.act_last = nn.LayerNorm(width)
        self.tag, self.label = nn.Linear(width, tags), nn.Linear(width, LABELS)
        self.act = nn.Linear(width, 1 + acts)
        self.arc_under, self.arc_over = nn.Linear(width, arc), nn.Linear(width, arc)
        self.arc = nn.Parameter(nn.init.orthogonal_(torch.empty(arc, arc)) * 0.3)
        self.arc_shift = nn.Linear(arc, 1, bias=False)
        self.distance, self.root = nn.Linear(width, DISTANCES), nn.Linear(width, 1)
        self.rel_under, self.rel_over = nn.Linear(width, rel), nn.Linear(width, rel)
        self.rel = nn.Linear(rel, rels)

    def forward(self, batch):
        # Where only acts are learned, the body stays as it is, and calm.
        drop = lambda x: dropped(x, self.drop * (self.training and not self.only_acts))
        inside = batch["inside"].unsqueeze(-1)
        x = sum(self.rows[key](batch[key]) for key in KEYS if key != "word")
        x = x + self.rows["word"](batch["word"] if self.own is None else self.own[batch["word"]])
        if self.sense is not None:
            x = x + self.sense(F.embedding(batch.get("sense", batch["word"]), self.senses))
        x = drop(self.first(x)) * inside
        length = x.shape[1]

        def look(x, norm, layer, reach):
            h = norm(x) * inside
            wide = F.pad(h, (0, 0, reach, reach))
            h = layer(torch.cat([wide[:, :length], h, wide[:, 2 * reach :]], -1))
            return x + drop(torch.max(h[..., : self.width], h[..., self.width :])) * inside

        for norm, layer, reach in zip(self.norms, self.layers, self.reaches):
            x = look(x, norm, layer, reach)
        y, drop = x, lambda x: dropped(x, self.drop * self.training)
        for norm, layer, reach in zip(self.act_norms, self.act_layers, ACT_REACHES):
            y = look(y, norm, layer, reach)
        self.acts = self.act(drop(self.act_last(y)))
        if self.only_acts and self.training:
            return None
        x = drop(self.last(x))
        under, over = drop(F.relu(self.arc_under(x))), drop(F.relu(self.arc_over(x)))
        arcs = ((under @ self.arc) @ over.transpose(1, 2) + self.arc_shift(over).transpose(1, 2)).float()
        places = torch.arange(length)
        apart = places.unsqueeze(0) - places.unsqueeze(1)  # from the word to its head
        steps = DISTANCES // 2 + STEPS[apart.abs()] * apart.sign()
        arcs = arcs + torch.gather(self.distance(x).float(), 2, steps.expand(len(x), -1, -1))
        arcs = arcs.masked_fill(torch.eye(length, dtype=torch.bool), -1e4)
        arcs = arcs.masked_fill((batch["inside"] == 0).unsqueeze(1), -1e4)
        arcs = torch.cat([arcs, self.root(x).float()], 2)
        return self.tag(x), self.label(x), arcs, self.rel_under(x), self.rel_over(x)

    def rels(self, under, over, heads):
        over = torch.cat([over, torch.zeros_like(over[:, :1])], 1)  # nothing stands over the root
        over = torch.gather(over, 1, heads.unsqueeze(-1).expand(-1, -1, over.shape[-1]))
        return self.rel(dropped(F.relu(under + over), self.drop * self.training))

    def loss(self, batch):
        if self.only_acts:
            self(batch)
            return self.loss_of_acts(batch)
        tags, labels, arcs, under, over = self(batch)
        total = 0.0
        known = batch["tag"] >= 0
        if known.any():
            total = total + F.cross_entropy(tags[known].float(), batch["tag"][known])
        known = batch["head"] >= 0
        if known.any():
            total = total + F.cross_entropy(arcs[known], batch["head"][known])
            rels = self.rels(under, over, batch["head"].clamp(min=0))
            total = total + F.cross_entropy(rels[known].float(), batch["rel"][known])
        known = batch["label"] >= 0
        if known.any():
            total = total + self.names * F.cross_entropy(labels[known].float(), batch["label"][known])
        return total + self.told * self.loss_of_acts(batch)

    def loss_of_acts(self, batch):
        known = batch["told"] >= 0
        if not known.any():
            return 0.0
        return F.cross_entropy(self.acts[known].float(), batch["acts"][known])


@torch.no_grad()
def judge(network, lessons, plain):
    """Share of right classes, of right heads with relation; labels word by word. `chancery-train`
    judges in full what the weights of eight bits give."""
    network.eval()
    words = tags = arcs = named = labels = 0
    for batch in lessons.batches(6000):
        tag, label, arc, under, over = network(batch)
        heads = arc.argmax(-1)
        rel = network.rels(under, over, heads).argmax(-1)
        known = batch["head"] >= 0
        words += int(known.sum())
        tags += int(((tag.argmax(-1) == batch["tag"]) & known).sum())
        same = plain[rel] == plain[batch["rel"].clamp(min=0)]
        arcs += int(((heads == batch["head"]) & same & known).sum())
        known = batch["label"] > 0
        named += int(known.sum())
        labels += int(((label.argmax(-1) == batch["label"]) & known).sum())
    network.train()
    share = lambda part, whole: f"{100 * part / whole:.2f}" if whole else "-"
    return f"classes {share(tags, words)} heads with relation {share(arcs, words)} labels {share(labels, named)}"


@torch.no_grad()
def judge_acts(network, lessons):
    """F1 of words that tell an act, then of those with the right kind."""
    network.eval()
    found = marked = right = kind = 0
    for batch in lessons.batches(6000):
        network(batch)
        said, known = network.acts.argmax(-1), batch["told"] >= 0
        told = batch["acts"][..., : network.acts.shape[-1]].argmax(-1)
        found += int(((said > 0) & known).sum())
        marked += int(((told > 0) & known).sum())
        right += int(((said > 0) & (told > 0) & known).sum())
        kind += int(((said == told) & (told > 0) & known).sum())
    network.train()
    return f"acts {200 * right / max(1, found + marked):.1f} with kind {200 * kind / max(1, found + marked):.1f}"


def write(network, hashes, texts, path):
    """Writes the weights as `Network::read` reads them: rows of words in four bits, of layers in eight, each with a scale."""
    weights = {key: value.detach().float().numpy() for key, value in network.state_dict().items()}
    if network.sense is not None:  # what a word is by itself and what it means are one row for the reader
        senses = network.senses.numpy() @ weights["sense.weight"].T
        weights["rows.word.weight"] = weights["rows.word.weight"][network.own.numpy()] + senses
    out = bytearray(MARK)
    number = lambda value: out.extend(struct.pack("<I", value))
    fractions = lambda values: out.extend(np.ascontiguousarray(values, dtype="<f4").tobytes())

    def text(lines):
        data = "".join(line + "\n" for line in lines).encode()
        number(len(data))
        out.extend(data)

    def rows(matrix):
        scales = np.maximum(np.abs(matrix).max(1) / 127, 1e-9)
        out.extend(np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8).tobytes())
        fractions(scales)

    def halves(matrix):
        """Two weights a byte, the first half of a row low: seven steps to either side, a scale that errs least."""
        top, least = np.abs(matrix).max(1, keepdims=True) / 7, None
        for share in (1.0, 0.9, 0.8, 0.7, 0.6):
            scales = np.maximum(top * share, 1e-9)
            steps = np.clip(np.rint(matrix / scales), -7, 7)
            error = ((steps * scales - matrix) ** 2).sum(1, keepdims=True)
            if least is None:
                least, best, kept = error, steps, scales
            better = error < least
            least, best, kept = np.minimum(error, least), np.where(better, steps, best), np.where(better, scales, kept)
        low, high = np.split(best.astype(np.int16) + 8, 2, axis=1)
        out.extend((low | high << 4).astype(np.uint8).tobytes())
        fractions(kept[:, 0])

    def norm(name):
        fractions(weights[name + ".weight"])
        fractions(weights[name + ".bias"])

    for lines in texts:
        text(lines)
    number(network.width)
    number(len(weights["arc"]))
    number(len(weights["rel_under.bias"]))
    number(len(network.reaches))
    number(len(hashes) + 1)
    for value in hashes:
        number(value)
    for key in KEYS:
        halves(weights[f"rows.{key}.weight"])

    def layers(part, reaches):
        for at, reach in enumerate(reaches):
            number(reach)
            norm(f"{part}norms.{at}")
            rows(weights[f"{part}layers.{at}.weight"])
            fractions(weights[f"{part}layers.{at}.bias"])
        norm(f"{part}last")

    norm("first")
    layers("", network.reaches)
    number(len(ACT_REACHES))
    layers("act_", ACT_REACHES)
    rows(weights["act.weight"])
    fractions(weights["act.bias"])
    rows(np.concatenate([weights[head + ".weight"] for head in HEADS]))
    fractions(np.concatenate([weights[head + ".bias"] for head in HEADS]))
    fractions(weights["arc"].T)
    fractions(weights["arc_shift.weight"][0])
    out.extend(bytes(STEPS.tolist()))
    fractions(weights["rel.weight"])
    fractions(weights["rel.bias"])
    with open(path, "wb") as file:
        file.write(out)
    print(f"{len(out)} bytes of weights", flush=True)


def known(path):
    """What written weights begin with: the lists of `TEXTS`, four sizes, and the hashes of their words."""
    data, at, texts = open(path, "rb").read(), 8, []
    for _ in TEXTS[:2] if data[:8] == EARLIER else TEXTS:
        size = struct.unpack_from("<I", data, at)[0]
        texts.append(data[at + 4 : at + 4 + size].decode().splitlines())
        at += 4 + size
    *sizes, count = struct.unpack_from("<5I", data, at)
    return texts, sizes, list(struct.unpack_from(f"<{count - 1}I", data, at + 20))


def parted(matrix, network):
    """Parts the written rows of words into what they are by themselves and what their senses give: words
    without a row of their own show the latter, if they were written so."""
    senses, own = network.senses[: len(matrix)].numpy(), network.own[: len(matrix)].numpy()
    rare = (own == 0) & senses.any(1)
    share = np.zeros((senses.shape[1], matrix.shape[1]), dtype=np.float32)
    if rare.sum() > 4 * senses.shape[1]:
        share = np.linalg.lstsq(senses[rare], matrix[rare] - matrix[0], rcond=None)[0]
    rows = np.repeat(matrix[:1], int(network.own.max()) + 1, 0)
    rows[own[1:][own[1:] > 0]] = (matrix - senses @ share)[1:][own[1:] > 0]
    return rows, torch.from_numpy(np.ascontiguousarray(share.T))


def read(network, path):
    """Fills a network with written weights of the same sizes and words; it may know more words."""
    data, state, weights = open(path, "rb").read(), network.state_dict(), {}
    texts, _, hashes = known(path)
    at = 28 + 4 * len(texts) + sum(len(line.encode()) + 1 for lines in texts for line in lines) + 4 * len(hashes)

    def take(count, kind="<f4"):
        nonlocal at
        values = np.frombuffer(data, kind, count, at)
        at += values.nbytes
        return values.astype(np.float32)

    def fill(name, values):
        weights[name] = torch.from_numpy(values.reshape(state[name].shape).copy())

    def rows(count, width):
        matrix = take(count * width, "i1").reshape(count, width)
        return matrix * take(count)[:, None]

    def halves(count, width):
        if data[:8] != MARK:
            return rows(count, width)
        pairs = take(count * width // 2, "u1").reshape(count, width // 2).astype(np.uint8)
        return (np.concatenate([pairs & 15, pairs >> 4], 1).astype(np.float32) - 8) * take(count)[:, None]

    def norm(name):
        fill(name + ".weight", take(network.width))
        fill(name + ".bias", take(network.width))

    for key in KEYS:
        name = f"rows.{key}.weight"
        matrix = halves(len(hashes) + 1 if key == "word" else len(state[name]), network.width)
        if key == "word" and network.sense is not None:
            matrix, weights["sense.weight"] = parted(matrix, network)
        grown = np.repeat(matrix[:1], len(state[name]) - len(matrix), 0)  # new words begin as unknown ones
        fill(name, np.concatenate([matrix, grown]))

    def number():
        nonlocal at
        at += 4
        return struct.unpack_from("<I", data, at - 4)[0]

    def layers(part, reaches):
        for layer in range(len(reaches)):
            reaches[layer] = number()
            norm(f"{part}norms.{layer}")
            fill(f"{part}layers.{layer}.weight", rows(2 * network.width, 3 * network.width))
            fill(f"{part}layers.{layer}.bias", take(2 * network.width))
        norm(f"{part}last")

    norm("first")
    layers("", network.reaches)
    if data[:8] != EARLIER:
        assert number() == len(ACT_REACHES)
        layers("act_", [*ACT_REACHES])
        fill("act.weight", rows(len(texts[2]) + 1, network.width))
        fill("act.bias", take(len(texts[2]) + 1))
    sizes = [len(state[head + ".bias"]) for head in HEADS]
    for part, kind in ((rows(sum(sizes), network.width), "weight"), (take(sum(sizes)), "bias")):
        for head, values in zip(HEADS, np.split(part, np.cumsum(sizes)[:-1])):
            fill(f"{head}.{kind}", values)
    size = len(state["arc"])
    fill("arc", np.ascontiguousarray(take(size * size).reshape(size, size).T))
    fill("arc_shift.weight", take(size))
    at += len(STEPS)
    fill("rel.weight", take(state["rel.weight"].numel()))
    fill("rel.bias", take(len(state["rel.bias"])))
    assert at == len(data), "the weights are of another make"
    network.load_state_dict(state | weights)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lessons")
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--arc", type=int, default=96)
    parser.add_argument("--rel", type=int, default=96)
    parser.add_argument("--reaches", type=int, nargs="+", default=[1, 2, 4, 8, 2, 1])
    parser.add_argument("--drop", type=float, default=0.2)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--tokens", type=int, default=1500, help="words in a batch")
    parser.add_argument("--own", type=int, default=2, help="how often our own trees come in a round")
    parser.add_argument("--start", help="weights to go on from, with their words")
    parser.add_argument("--grow", type=int, default=2, help="how often a new word comes before it gets a row")
    parser.add_argument("--names", type=float, default=0.7, help="the weight of names beside that of trees")
    parser.add_argument("--acts", type=float, default=4.0, help="the weight of acts beside that of trees")
    parser.add_argument("--only-acts", action="store_true", help="learn only what acts have of their own")
    parser.add_argument("--marked", type=int, default=2, help="how often marked acts come in a round")
    parser.add_argument("--average", type=float, default=0.998, help="what the mean of the weights keeps in a step")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    dice = np.random.default_rng(options.seed)
    start = time.time()
    path = lambda name: f"{options.lessons}/{name}"
    lines = lambda name: open(path(name), encoding="utf-8").read().splitlines()
    texts = [lines(f"{name}.txt") for name in TEXTS]
    classes, rels, acts = texts
    plain = {rel.split(":")[0]: None for rel in rels}
    plain = torch.tensor([list(plain).index(rel.split(":")[0]) for rel in rels])

    def lessons_of(name):
        return Lessons(path(name + ".tsv"), len(acts))

    parts = [(lessons_of("train"), None), (lessons_of("own"), options.own), (lessons_of("marked"), options.marked)]
    parts.extend((lessons_of(name), None) for name in ("silver", "told") if os.path.exists(path(name + ".tsv")))
    counts = sum((collections.Counter(lessons.words) for lessons, _ in parts), collections.Counter())
    # A word that comes once is as good as unknown. Two words with one hash share a row, here as in the reader.
    if options.start:
        hashes, least = known(options.start)[-1], options.grow
    else:
        hashes, least = [], 2
    vocabulary, places = {}, {value: at + 1 for at, value in enumerate(hashes)}
    senses = own = None
    if os.path.exists(path("senses.npz")):
        table = np.load(path("senses.npz"))
        senses = dict(zip((word.encode() for word in table["words"]), table["rows"]))
        counts.update(dict.fromkeys(senses, 0))
    learned = set() if senses else set(hashes)
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        value = stirred(b"w" + word)
        if value and count >= least:
            learned.add(value)
        if value and value not in places and (count >= least or senses and word in senses):
            hashes.append(value)
            places[value] = len(hashes)
        if value in places:
            vocabulary[word] = places[value]
    if senses:
        rows = np.zeros((len(hashes) + 1, table["rows"].shape[1]), dtype=np.float32)
        for word, row in senses.items():
            if word in vocabulary:
                rows[vocabulary[word]] = row
        senses = torch.from_numpy(rows)
        numbers = {value: at + 1 for at, value in enumerate(value for value in hashes if value in learned)}
        own = torch.tensor([0, *(numbers.get(value, 0) for value in hashes)])
    for lessons, _ in parts:
        lessons.number(vocabulary)
    # Rare words are hidden now and then, so that their parts and neighbours learn to stand in.
    blur = torch.zeros(len(hashes) + 1)
    for word, at in vocabulary.items():
        blur[at] = 0.25 / (0.25 + counts[word]) + (0.03 if senses is None else 0.12)
    network = Network(
        (len(hashes) if own is None else int(own.max())) + 1, *map(len, texts), options.width, options.reaches, options.arc, options.rel, options.drop, options.names, options.acts,
        senses, own,
    )
    print(f"{time.time() - start:.0f}s: {len(counts)} words, {len(hashes)} with a row, {len(learned)} with one of their own", flush=True)
    if options.start:
        read(network, options.start)
    if options.only_acts:
        network.only_acts = True
        for name, value in network.named_parameters():
            value.requires_grad = name.startswith("act")
        parts = [(lessons, times) for lessons, times in parts if (lessons.rows[:, -1] >= 0).any()]
    # The mean of the weights over the last steps is what is judged and written.
    mean = copy.deepcopy(network)
    learned = [value for value in network.parameters() if value.requires_grad]
    optimizer = torch.optim.Adam(learned, lr=options.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)

    def rounds():
        for lessons, times in parts:
            yield from lessons.batches(options.tokens, dice, times)

    total = options.epochs * sum(1 for _ in rounds())
    step = 0
    judged = {}
    for name in ("ewt-dev", "gum-dev", "own-held", "uner-ewt-dev", *UNSEEN):
        judged[name] = lessons_of(name)
        judged[name].number(vocabulary)
    for epoch in range(options.epochs):
        batches = list(rounds())
        dice.shuffle(batches)
        seen = 0.0
        for batch in batches:
            rate = options.rate * min(1.0, (step + 1) / 100) * (1.0 - step / total)
            optimizer.param_groups[0]["lr"] = max(rate, 0.0)
            hide = torch.rand(batch["word"].shape) < blur[batch["word"]]
            batch["sense"] = torch.where(torch.rand(hide.shape) < 0.03, 0, batch["word"])
            batch["word"] = torch.where(hide, 0, batch["word"])
            with torch.autocast("cpu", torch.bfloat16):
                loss = network.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 2.0)
            optimizer.step()
            step += 1
            if step % 8 == 0:
                keep = min(options.average**8, 1 - 8 / (step + 8))
                with torch.no_grad():
                    for calm, value in zip(mean.parameters(), network.parameters()):
                        calm.lerp_(value, 1 - keep)
            seen += loss.item()
        print(f"{time.time() - start:.0f}s: round {epoch + 1}, loss {seen / len(batches):.3f}", flush=True)
        if epoch % 3 == 2 or epoch + 1 == options.epochs:
            write(mean, hashes, texts, options.out)
            for name, lessons in judged.items():
                figures = judge_acts(mean, lessons) if name in UNSEEN else judge(mean, lessons, plain)
                print(f"  {name}: {figures}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
