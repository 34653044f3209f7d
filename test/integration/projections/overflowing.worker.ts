/** A thread that takes memory until there is none left for it. */
const taken: object[] = [];
for (;;) taken.push(Array.from({ length: 1_000 }, (_, index) => ({ index })));
