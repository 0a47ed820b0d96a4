namespace NeuralNet.Gen;

public static partial class Functional
{
    /// <summary>
    /// The negative logarithm of each label's probability, mean over rows (PyTorch's <c>NLLLoss</c>): with <see cref="Tensor.LogSoftmax"/> before it the same as
    /// <see cref="CrossEntropy"/>. <c>Predict</c> yields eˣ, probabilities.
    /// </summary>
    /// <param name="logProbabilities">[batch, …, classes], at least two classes.</param>
    /// <param name="labels">[batch, …]: 0 ≤ label &lt; classes.</param>
    /// <param name="classWeights">One finite number of at least 0 for each class. Then, and with <paramref name="ignoreIndex"/>, the loss is Σ w·cost/Σ w over the labels that count, w the label's weight. Default: 1 each.</param>
    /// <param name="ignoreIndex">A label that counts for nothing, neither in the sum nor in the divisor, −100 say; it may be outside of the classes. A batch of these alone gives NaN, as in PyTorch. Default: none.</param>
    public static Scalar NegativeLogLikelihood(Tensor logProbabilities, Tokens labels, float[]? classWeights = null, int? ignoreIndex = null) => throw new CompiledOnlyException();

    /// <summary>
    /// Σ t·(ln t − x) over each sample, mean over the batch (PyTorch's <c>KLDivLoss</c> with <c>reduction='batchmean'</c>; Kullback and Leibler, 1951). 0·ln 0 is 0.
    /// <c>Predict</c> yields eˣ, probabilities.
    /// </summary>
    /// <param name="logProbabilities">x, logarithms of probabilities.</param>
    /// <param name="targets">t, probabilities, of the same shape.</param>
    public static Scalar KullbackLeibler(Tensor logProbabilities, Tensor targets) => throw new CompiledOnlyException();

    /// <summary>
    /// −αₜ·(1 − pₜ)^γ·ln pₜ, mean over all elements, where p = σ(score), pₜ = p and αₜ = α for targets 1 and pₜ = 1 − p, αₜ = 1 − α for targets 0 (Lin et al., 2017;
    /// torchvision's <c>sigmoid_focal_loss</c>). <c>Predict</c> yields probabilities.
    /// </summary>
    /// <param name="scores">Scores, not probabilities.</param>
    /// <param name="targets">0 or 1, or between, of the same shape.</param>
    /// <param name="alpha">α, 0 to 1; −1 leaves the factor out.</param>
    /// <param name="gamma">γ, at least 0; 0 is binary cross-entropy.</param>
    public static Scalar Focal(Tensor scores, Tensor targets, float alpha = 0.25f, float gamma = 2f) => throw new CompiledOnlyException();

    /// <summary>
    /// 1 − (Σp·t + s)/(Σp·t + ½Σp·(1 − t) + ½Σ(1 − p)·t + s) for each sample over all of its elements, p = σ(score); mean over the batch (Milletari et al., 2016, with
    /// sums of p instead of squares): <see cref="Tversky"/> with ½ and ½. <c>Predict</c> yields probabilities.
    /// </summary>
    /// <param name="scores">Scores, not probabilities.</param>
    /// <param name="targets">0 or 1, or between, of the same shape.</param>
    /// <param name="smooth">s, at least 0; with 0 a sample without targets has no gradient worth having.</param>
    public static Scalar Dice(Tensor scores, Tensor targets, float smooth = 1f) => throw new CompiledOnlyException();

    /// <summary>
    /// 1 − (Σp·t + s)/(Σp·t + α·Σp·(1 − t) + β·Σ(1 − p)·t + s) for each sample over all of its elements, p = σ(score); mean over the batch (Salehi et al., 2017).
    /// <c>Predict</c> yields probabilities.
    /// </summary>
    /// <param name="scores">Scores, not probabilities.</param>
    /// <param name="targets">0 or 1, or between, of the same shape.</param>
    /// <param name="alpha">α, what false positives count.</param>
    /// <param name="beta">β, what false negatives count.</param>
    /// <param name="smooth">s, at least 0.</param>
    public static Scalar Tversky(Tensor scores, Tensor targets, float alpha = 0.3f, float beta = 0.7f, float smooth = 1f) => throw new CompiledOnlyException();

    /// <summary>q·d for d = target − output above 0, (q − 1)·d below: its least is the q-quantile (Koenker and Bassett, 1978; "pinball loss"). Mean over all elements.</summary>
    /// <param name="output">Any shape.</param>
    /// <param name="targets">Of the same shape.</param>
    /// <param name="quantile">q, above 0 and below 1; ½ is half of the absolute error.</param>
    public static Scalar Quantile(Tensor output, Tensor targets, float quantile = 0.5f) => throw new CompiledOnlyException();

    /// <summary>
    /// ½·(ln v + (mean − target)²/v), v = max(variance, ε), mean over all elements (Nix and Weigend, 1994; PyTorch's <c>GaussianNLLLoss</c>, in which a variance below ε
    /// keeps its gradient; here it has none).
    /// </summary>
    /// <param name="mean">[batch, …].</param>
    /// <param name="targets">Of the same shape.</param>
    /// <param name="variance">Of the same shape, or broadcast to it; make it positive, by <see cref="Tensor.Softplus"/> say.</param>
    /// <param name="full">Whether ½·ln 2π is added.</param>
    /// <param name="epsilon">ε, above 0.</param>
    public static Scalar GaussianNegativeLogLikelihood(Tensor mean, Tensor targets, Tensor variance, bool full = false, float epsilon = 1e-6f) => throw new CompiledOnlyException();

    /// <summary>a·b/(max(|a|, ε)·max(|b|, ε)) along a dimension, which goes away (PyTorch's <c>cosine_similarity</c>). No gradient where a length is 0.</summary>
    /// <param name="a">[batch, …].</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    /// <param name="epsilon">ε, above 0.</param>
    public static Tensor CosineSimilarity(Tensor a, Tensor b, int dimension = -1, float epsilon = 1e-8f) => throw new CompiledOnlyException();

    /// <summary>
    /// 1 − cos(a, b) where the target is above 0 (1: alike), max(0, cos(a, b) − margin) elsewhere (−1: unlike), mean over all pairs of vectors (PyTorch's
    /// <c>CosineEmbeddingLoss</c>).
    /// </summary>
    /// <param name="a">[batch, …, width].</param>
    /// <param name="b">Of the same shape.</param>
    /// <param name="targets">[batch, …]: 1 or −1.</param>
    /// <param name="margin">−1 to 1; 0 to ½ is usual.</param>
    public static Scalar CosineEmbedding(Tensor a, Tensor b, Tensor targets, float margin = 0f) => throw new CompiledOnlyException();

    /// <summary>max(0, |anchor − positive| − |anchor − negative| + margin) over vectors of the last dimension, mean (Balntas et al., 2016; PyTorch's <c>TripletMarginLoss</c> with p = 2).</summary>
    /// <param name="anchor">[batch, …, width].</param>
    /// <param name="positive">Of the same shape: should be near.</param>
    /// <param name="negative">Of the same shape: should be far.</param>
    /// <param name="margin">Above 0.</param>
    public static Scalar TripletMargin(Tensor anchor, Tensor positive, Tensor negative, float margin = 1f) => throw new CompiledOnlyException();

    /// <summary>
    /// Connectionist temporal classification (Graves et al., 2006; PyTorch's <c>CTCLoss</c> with its <c>mean</c>): −ln P(labels) over all alignments with the times,
    /// divided by the sample's labels, at least 1; mean over the batch. All times count. Its gradient is that of this number; PyTorch's is the one of the scores before a
    /// softmax. <c>Predict</c> yields eˣ, probabilities at each time.
    /// </summary>
    /// <param name="logProbabilities">[batch, time, classes], logarithms of probabilities: end in <see cref="Tensor.LogSoftmax"/>.</param>
    /// <param name="labels">[batch, length]: 0 ≤ label &lt; classes. A sample's labels end before the first blank: fill up with blanks. At most 4096.</param>
    /// <param name="blank">The class between labels.</param>
    /// <param name="zeroInfinity">Whether labels that do not fit into the times cost 0 and train nothing; otherwise they cost ∞, which stops training.</param>
    public static Scalar Ctc(Tensor logProbabilities, Tokens labels, int blank = 0, bool zeroInfinity = false) => throw new CompiledOnlyException();
}
