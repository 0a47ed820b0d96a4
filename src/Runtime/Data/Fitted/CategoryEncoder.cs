using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>Numbers the values of a categorical column in ordinal order (scikit-learn's <c>OrdinalEncoder</c> and <c>OneHotEncoder</c>), as they occur in the training part.</summary>
public sealed class CategoryEncoder
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private CategoryEncoder(ImmutableArray<string> categories, bool hasUnknown)
    {
        (Categories, HasUnknown) = (categories, hasUnknown);
        for (int i = 0; i < categories.Length; i++) _numbers.Add(categories[i], i);
    }

    /// <summary>The categories by their number.</summary>
    public ImmutableArray<string> Categories { get; }

    /// <summary>Whether the last number stands for every value that is not among the categories.</summary>
    public bool HasUnknown { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => Categories.Length + (HasUnknown ? 1 : 0);

    /// <summary>Takes the distinct values, in ordinal order.</summary>
    /// <param name="values">Those of the training part alone; at least one.</param>
    /// <param name="unknown">Whether there is one number more for all other values.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static CategoryEncoder Fit(IEnumerable<string> values, bool unknown = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        ImmutableArray<string> categories = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return categories.Length > 0 ? new CategoryEncoder(categories, unknown) : throw new ArgumentException("there are no values to fit on", nameof(values));
    }

    /// <summary>The number of a value.</summary>
    /// <returns><c>false</c> when the value is not among the categories and there is no number for unknown ones.</returns>
    public bool TryEncode(string value, out int number)
    {
        if (_numbers.TryGetValue(value, out number)) return true;
        number = HasUnknown ? Categories.Length : -1;
        return HasUnknown;
    }

    /// <summary>The number of a value.</summary>
    /// <exception cref="ArgumentException">The value is not among the categories and there is no number for unknown ones.</exception>
    public int Encode(string value) => TryEncode(value, out int number) ? number : throw new ArgumentException($"'{value}' is not among the {Categories.Length} categories", nameof(value));

    /// <summary>0 everywhere but for a 1 at the value's number.</summary>
    /// <param name="value">One of the categories.</param>
    /// <param name="target">Receives <see cref="Count"/> numbers.</param>
    /// <exception cref="ArgumentException">The value is not among the categories, or the target has another length.</exception>
    public void OneHot(string value, Span<float> target)
    {
        if (target.Length != Count) throw new ArgumentException($"{target.Length} places; {Count} are expected", nameof(target));
        int number = Encode(value);
        target.Clear();
        target[number] = 1;
    }

    /// <summary>Writes the categories as JSON; an existing file is replaced whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => DataJson.Save(path, new CategoriesFile("categories", [.. Categories], HasUnknown), DataJson.Default.CategoriesFile);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is damaged or holds something else.</exception>
    public static CategoryEncoder Load(string path)
    {
        CategoriesFile file = DataJson.Load(path, DataJson.Default.CategoriesFile);
        if (file.Kind != "categories" || file.Categories.Length == 0) throw new DataFormatException(path, -1, $"the file holds '{file.Kind}' with {file.Categories.Length} categories; 'categories' and at least one are expected");
        for (int i = 0; i < file.Categories.Length; i++)
        {
            if (file.Categories[i] is null) throw new DataFormatException(path, -1, $"category {i} is null");
            if (i > 0 && string.CompareOrdinal(file.Categories[i - 1], file.Categories[i]) >= 0)
                throw new DataFormatException(path, -1, $"category {i}, '{file.Categories[i]}', comes after '{file.Categories[i - 1]}'; ascending ordinal order is expected");
        }

        return new CategoryEncoder([.. file.Categories], file.Unknown);
    }
}
