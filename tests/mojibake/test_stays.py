"""What is right stays, however odd it looks: near-misses of every step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.transforms.mojibake import Mojibake

RIGHT = [
    "PÂINE DE CASĂ ȘI APĂ RECE",
    "MAÇÃ, PÃO E MANHÃ NA CANÇÃO",
    "A MANHÔ DISSE O CAPITÃO",
    "DER WEG ZUR SCHMIEDE WAR „GESPERRT“",
    "HÄN SANOI «HYVÄÄ PÄIVÄÄ» JA LÄHTI",
    "Hwyl fawr â phob dymuniad da o’r Âl",
    "hâlâ kâğıt üzerinde, rüzgâr bekliyor",
    "Zé disse: «Não há pão»",
    "Đừng lo, chúng ta sẽ đến đúng giờ.",
    "Ça coûte 5 € ; c’est « très » cher !",
    "∑ x² ≤ √2 × π, where x ∈ ℝ",
    "12″ × 8″ at 45° ± 2°, £5 or ¥900",
    "l’âme, l’âge, l’Âne et le lâche",
    "Õhtul läks ta üle väljaku öö poole.",
    "Þórður fór á ís með bræðrum sínum.",
    "суб’єкт, об’єкт, п’ять",
    "Του Φιλίππου Β΄, ο οποίος",
    "T恤 and 3K黨 are words of two scripts",
    "谢谢",
    "1. 谢谢",
    "ДИЗАЙН В ІНТЕР’ЄРАХ ДЛЯ ТВОРЧИХ ЦІЛЕЙ",
    "kavuþan",
    "Ange adress\t\ufffdvrig information",
    "§§ name.of.a.template §§",
    "Page one……………………………………12",
    "┌───┬───┐ │ a │ b │ └───┴───┘",
    "can you?t the what?s",
    "Bremen – Köln – Zürich",
    "Mjøsa, Tromsø, Ærø og Åland",
    "São José dos Campos, Três Corações",
    "ÅÄÖ åäö",
    "Ã",
    "Â",
    "â",
]


@pytest.mark.parametrize("line", RIGHT)
def test_it_stays(line: str) -> None:
    assert list(Mojibake().edits(Document(line))) == []


@pytest.mark.parametrize("line", RIGHT)
def test_it_stays_among_others(line: str) -> None:
    text = f"A plain line.\n{line}\nAnother plain line, with a café in it.\n"
    assert list(Mojibake().edits(Document(text))) == []


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=200))
def test_ascii_stays(text: str) -> None:
    assert list(Mojibake().edits(Document(text))) == []
