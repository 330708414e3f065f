from . import ward_evaluation_word
from . import ward_appeal_answer
from . import ward_result_replace
