from . import ward_citizen_word
from . import ward_document_new
