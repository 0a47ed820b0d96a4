using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.SameBits;

/// <summary>A table whose gradient is drawn at a few rows, beside a vector.</summary>
internal sealed class SparseTable : INetwork
{
    private const int Rows = 501, Width = 19, Head = 7;

    private readonly float[] _parameters = new float[Head + (Rows * Width)], _gradients = new float[Head + (Rows * Width)];
    private readonly SparseGradient[] _sparse;

    public SparseTable()
    {
        Info = new NetworkInfo
        {
            Name = "Net",
            Inputs = [],
            Targets = [],
            Output = new TensorInfo("y", ElementType.Float32, [1]),
            Prediction = PredictionKind.Values,
            Parameters = [new ParameterInfo("head", [Head], 0, [1]), new ParameterInfo("table", [Rows, Width], Head, [Width, 1]) { SparseGradient = true }],
            Layers = [],
            ParameterCount = _parameters.Length,
            ForwardFlops = 0,
            GradientFlops = 0,
        };
        _sparse = [new SparseGradient(Info.Parameters[1])];
        Philox.FillUniform(_parameters, 1, 2, 4);
    }

    public NetworkInfo Info { get; }

    public ulong Seed => 0;

    public long StepCount { get; set; }

    public Span<float> Parameters => _parameters;

    public Span<float> Gradients => _gradients;

    public ReadOnlySpan<SparseGradient> SparseGradients => _sparse;

    public void Draw(ulong step)
    {
        int[] rows = new int[40];
        for (int i = 0; i < rows.Length; i++) rows[i] = (int)(((((ulong)i + 1) * 7919) + (step * 104729)) % Rows);
        _sparse[0].Begin(_gradients);
        _sparse[0].Add(rows);
        _sparse[0].End();
        Philox.FillUniform(_gradients.AsSpan(0, Head), 5, 7, step);
        foreach (int row in _sparse[0].Rows) Philox.FillUniform(_gradients.AsSpan(Head + (row * Width), Width), 5, 8 + (uint)row, step);
    }

    public float Gradient(Batch batch, ThreadTeam? team = null) => throw new NotSupportedException();

    public float Loss(Batch batch, ThreadTeam? team = null) => throw new NotSupportedException();

    public void Predict(Batch batch, Span<float> output, ThreadTeam? team = null) => throw new NotSupportedException();
}
