using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>
/// Names for layers: the methods around them and their kind, <c>block.2.dense</c>. A name that stands once in its scope has no number, so a first
/// walk counts and a second walk names.
/// </summary>
/// <param name="counts">What an earlier walk counted; null while counting.</param>
internal sealed class ScopeNames(IReadOnlyDictionary<string, int>? counts)
{
    private readonly Dictionary<string, int> _seen = [];
    private readonly Stack<(string Raw, string Path)> _scopes = new([("", "")]);

    /// <summary>Whether names are not final: one with a number may meet one that the user gives.</summary>
    public bool IsCounting => counts is null;

    /// <summary>How often each name occurred.</summary>
    public IReadOnlyDictionary<string, int> Counts => _seen;

    /// <summary>A layer's or scope's whole path.</summary>
    public string Next(string name) => Add(name).Path;

    public IDisposable Enter(string name)
    {
        _scopes.Push(Add(name));
        return new Leaving(_scopes);
    }

    private (string Raw, string Path) Add(string name)
    {
        (string raw, string path) = _scopes.Peek();
        string key = raw + "/" + name;
        int number = _seen.TryGetValue(key, out int seen) ? seen : 0;
        _seen[key] = number + 1;
        bool alone = counts is not null && counts.TryGetValue(key, out int all) && all == 1;
        string segment = alone ? name : name + "." + Literals.Int(number);
        return (key + "#" + Literals.Int(number), path.Length == 0 ? segment : path + "." + segment);
    }

    private sealed class Leaving(Stack<(string, string)> scopes) : IDisposable
    {
        public void Dispose() => scopes.Pop();
    }
}
