"""The local HTTP server: speech for other programs, as OpenAI's clients expect it.

    requests.py    what a request asks for, checked; refusals in OpenAI's form
    gate.py        who may ask: host, origin, token
    pool.py        who is next, and the processes that speak
    app.py         the ASGI application: routes and streaming
    running.py     socket, token file, uvicorn

Off unless `timbre serve` runs. Speech is made in worker processes; no torch is loaded here.
"""
