# Everything that must hold before a change lands.
check:
    bash .ci/run

test:
    cargo test
