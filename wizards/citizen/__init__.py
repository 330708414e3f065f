from . import ward_citizen_word
