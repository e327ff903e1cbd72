/** Two numbers whose product is a prime: it takes longer than any test waits. */
export const hard = `
  (set-logic QF_BV)
  (declare-fun a () (_ BitVec 64)) (declare-fun b () (_ BitVec 64))
  (assert (= (bvmul a b) #x00000fffffffffc5))
  (assert (bvult #x0000000000000001 a)) (assert (bvult a #x0000000010000000))
  (assert (bvult #x0000000000000001 b)) (assert (bvult b #x0000000010000000))
  (check-sat)`;
