// What was found is kept while it may be asked for again: a step of a drag changes one thing of many.

/**
 * The function, with its last few answers (one, unless said otherwise) known by what was given: numbers, words, and data that are the
 * very same. What it answers belongs to all who ask, so nobody may change it.
 */
export function kept<Given extends readonly unknown[], Found>(find: (...given: Given) => Found, most = 1): (...given: Given) => Found {
  const answers: { given: Given; found: Found }[] = [];
  return (...given) => {
    let answer = answers.find((known) => known.given.every((value, index) => value === given[index]));
    if (!answer) {
      answer = { given, found: find(...given) };
      answers.unshift(answer);
      answers.length = Math.min(answers.length, most);
    }
    return answer.found;
  };
}
