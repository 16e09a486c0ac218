/** Swaps so that the k largest of the first `count` values lie in front; returns the k-th largest. Hoare's FIND with the median of three. */
export const largestInFront = (values: Float64Array, count: number, k: number): number => {
  let low = 0;
  let high = count - 1;
  const goal = k - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! > pivot) left += 1;
      while (values[right]! < pivot) right -= 1;
      if (left <= right) {
        const swapped = values[left]!;
        values[left] = values[right]!;
        values[right] = swapped;
        left += 1;
        right -= 1;
      }
    }
    if (goal <= right) high = right;
    else if (goal >= left) low = left;
    else break;
  }
  return values[goal]!;
};

const medianOfThree = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
