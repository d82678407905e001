FROM python:3.11-slim
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock && pip check
COPY . .
RUN useradd --system --home /app dugio && mkdir -p var && chown dugio var
USER dugio
VOLUME /app/var
# `run` migrates first, then serves until it is stopped.
CMD ["python", "-m", "bot", "run"]
