"""What `optimize evaluate vae --teacher` measures of a table."""

from tweetopt.datasets.entities import LINK, MENTION
from tweetopt.datasets.tables import TextTable
from tweetopt.vae import TextAutoencoder
from tweetopt.vae.measuring.meaning import LEARNED, MEASURED, MeaningScores, measure_meaning
from tweetopt.vae.teaching.teacher import LSA, load_teacher

_LSA_LEARNED = 200_000


def table_meaning(
    autoencoder: TextAutoencoder, table: TextTable, *, split: str, name: str
) -> list[MeaningScores]:
    """What the codes of a split's texts tell of a teacher's embeddings.

    Args:
        autoencoder: The model.
        table: Its texts.
        split: What to measure on, 8,000 texts at most; never on those that the map is fitted on.
        name: The teacher, as for `load_teacher`.

    Raises:
        ValueError: There is no such teacher, or the table has too few training rows.
    """
    held_out = table.part(split, most=MEASURED)
    most = _LSA_LEARNED if name == LSA else LEARNED
    train = table.part("train", most=most, without=held_out)
    if train.empty:
        raise ValueError(
            f"--teacher {name}: expected training rows in the table, beside those measured, got "
            "none; use --split test"
        )
    # Tables are often sorted by account, and of the training rows the first are used.
    shuffled = train["text"].sample(frac=1, random_state=0).tolist()
    return measure_meaning(
        autoencoder,
        train=shuffled[:LEARNED],
        held_out=held_out["text"].sample(frac=1, random_state=0).tolist(),
        teacher=load_teacher(name, texts=shuffled, hidden=(LINK, MENTION), seed=0),
        gist_dim=autoencoder.gist_dim,
    )
