namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

/// <summary>
/// A network of a table and two vectors around it, whose "gradient" of a batch is what a test says: rows of the table and numbers for them, as a compiled network would leave them.
/// </summary>
internal sealed class LookupTable : INetwork
{
    private readonly SparseGradient[] _sparse;
    private readonly float[] _parameters, _gradients;

    public LookupTable(int rows, int width, int head = 0, int tail = 0, int seed = 1)
    {
        NetworkInfo plain = Networks.Of(("head", [head]), ("table", [rows, width]), ("tail", [tail]));
        Info = Networks.Of([.. plain.Parameters.Where(p => p.Length > 0).Select(p => p.Name == "table" ? p with { SparseGradient = true } : p)]);
        Table = Info.Parameters.Single(p => p.Name == "table");
        _sparse = [new SparseGradient(Table)];
        _gradients = new float[Info.ParameterCount];
        var random = new Random(seed);
        _parameters = [.. _gradients.Select(_ => random.NextSingle() - 0.5f)];
    }

    public NetworkInfo Info { get; }

    public ParameterInfo Table { get; }

    public ulong Seed => 1;

    public long StepCount { get; set; }

    public Span<float> Parameters => _parameters;

    public Span<float> Gradients => _gradients;

    public ReadOnlySpan<SparseGradient> SparseGradients => _sparse;

    /// <summary>Lookups in any order, a row once or more; every number of the gradient is drawn, for a row that is looked up twice twice.</summary>
    public void Look(ReadOnlySpan<int> rows, int seed)
    {
        var random = new Random(seed);
        _sparse[0].Begin(_gradients);
        foreach (int row in rows)
        {
            for (int c = 0; c < _sparse[0].RowLength; c++) _gradients[Table.Offset + (row * _sparse[0].RowLength) + c] += random.NextSingle() - 0.5f;
        }

        for (int i = 0; i < _gradients.Length; i++)
        {
            if (i < Table.Offset || i >= Table.Offset + Table.Length) _gradients[i] = random.NextSingle() - 0.5f;
        }

        _sparse[0].Add(rows);
        _sparse[0].End();
    }

    public float Gradient(Batch batch, ThreadTeam? team = null) => throw new NotSupportedException();

    public float Loss(Batch batch, ThreadTeam? team = null) => throw new NotSupportedException();

    public void Predict(Batch batch, Span<float> output, ThreadTeam? team = null) => throw new NotSupportedException();
}
