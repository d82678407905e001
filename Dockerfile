FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock .
# Who serves may not write here: what is not compiled here is compiled anew by every start, for half a second or more,
# and the image brings its standard library as text. At both levels: what reads a file apart, and every other command,
# starts with its docstrings.
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock && pip check \
    && python -m compileall -q -o 0 -o 2 -x '/tests?/' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY . .
RUN python -m compileall -q -o 0 -o 2 bot handlers
RUN useradd --system --home /app dugio && mkdir -p var && chown dugio var
USER dugio
# Each thread keeps a heap of its own else: 6 MiB after some thousand steps.
ENV MALLOC_ARENA_MAX=1
VOLUME /app/var
# `run` migrates first, then serves until it is stopped. -OO leaves docstrings unloaded: 8 MiB.
CMD ["python", "-OO", "-m", "bot", "run"]
