# One image for server and workers: the command decides which.
FROM python:3.11-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends tesseract-ocr \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home morsel
WORKDIR /app

# Give a build argument with the address of PyTorch's CPU wheels to keep CUDA out of the image.
ARG PIP_EXTRA_INDEX_URL=""
COPY pyproject.toml constraints.txt README.md ./
COPY service service
COPY authoring authoring
COPY recommender recommender
COPY prompts prompts
COPY indexes indexes
RUN PIP_EXTRA_INDEX_URL="$PIP_EXTRA_INDEX_URL" pip install --no-cache-dir --constraint constraints.txt .
COPY examples examples

RUN mkdir var && chown morsel var
USER morsel
VOLUME /app/var
EXPOSE 8000
CMD ["morsel", "serve", "--host", "0.0.0.0"]
