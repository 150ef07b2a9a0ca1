# Everything that must hold before a change lands.
check:
    bash .ci/run

test:
    cargo test

# A look-up as a whole process, against `cat`, `rg` and, where it is installed, `tldr`.
bench-start:
    cargo bench --bench start
