"""How many codes one network asks for and tries, whichever page it does it on."""

from django.conf import settings

from linli.kit.throttle import Throttle

SENDING = Throttle("code-send", most=settings.LINLI_CODES_OF_A_NETWORK, seconds=3600)
TRYING = Throttle("code-try", most=settings.LINLI_CODE_TRIES_OF_A_NETWORK, seconds=3600)
