"""Seeded variants: a private PCG64 per item version and seed, so that any process regenerates the same one."""

import hashlib
import json
from typing import Any

from numpy.random import PCG64, Generator, SeedSequence

from assessments.engine.contract import ItemSpec, ItemType, Variant

CANONICAL_SEED = 0
"""The variant that an essay's page shows to everybody, since that page is one and the same for all."""


def canonical_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def version_hash(spec: ItemSpec) -> str:
    """The content hash of an item version: both halves, its type, its grader, its objectives and roles."""
    return digest([spec.id, spec.type, spec.grader_version, spec.objectives, spec.roles, spec.public, spec.key])


def materialise(item_type: ItemType, spec: ItemSpec, seed: int) -> Variant:
    """The variant of this item version at this seed.

    The generator is seeded by the version's own hash and the seed; the salt of opaque ids is the hash of the key, which
    no learner sees, so that an id says nothing about the place of an option in the author's file.
    """
    return item_type.materialise(spec.parts, *chance_of(spec, seed))


def chance_of(spec: ItemSpec, seed: int) -> tuple[Generator, str]:
    """The generator and the salt of an item version at a seed."""
    version = version_hash(spec)
    sequence = SeedSequence(entropy=int(version[:32], 16), spawn_key=(seed,))
    return Generator(PCG64(sequence)), digest([version, spec.key, seed])


def parameters_hash(variant: Variant) -> str:
    """What an attempt stores beside the seed, and what the audit recomputes."""
    return digest([variant.parameters, variant.public])


def opaque(salt: str, name: str) -> str:
    """An id of 10 hexadecimal characters that tells nothing about ``name`` without the salt."""
    return hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()[:10]
