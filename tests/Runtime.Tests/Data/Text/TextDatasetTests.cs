using System.Text;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Text;

public sealed class TextDatasetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Save(params ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(_directory["t.txt"], content);
        return _directory["t.txt"];
    }

    [Fact]
    public void A_vocabulary_numbers_characters_in_ascending_order_and_goes_through_a_file()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters("banana 🙂é");
        Assert.Equal([" ", "a", "b", "n", "é", "🙂"], vocabulary.Symbols.Select(s => s.ToString()));
        Assert.Equal([5, 2, 1, 4], vocabulary.Encode("🙂baé"));
        Assert.Equal("🙂baé", vocabulary.Decode([5, 2, 1, 4]));
        Assert.Contains("U+0078 at place 2", Assert.Throws<ArgumentException>(() => vocabulary.Encode("abx")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([6]));
        Assert.Throws<ArgumentException>(() => vocabulary.Encode("\ud83d"));

        Vocabulary unknown = Vocabulary.OfCharacters("ab", unknown: true);
        Assert.Equal([0, 2, 1, 2], unknown.Encode("axb🙂"));
        Assert.Equal("a\ufffdb", unknown.Decode([0, 2, 1]));

        foreach (Vocabulary saved in new[] { vocabulary, unknown, Vocabulary.Bytes })
        {
            saved.Save(_directory["v.json"]);
            Vocabulary loaded = Vocabulary.Load(_directory["v.json"]);
            Assert.Equal((saved.Count, saved.IsBytes, saved.HasUnknown), (loaded.Count, loaded.IsBytes, loaded.HasUnknown));
            Assert.Equal(saved.Encode("ab"), loaded.Encode("ab"));
        }
    }

    [Fact]
    public void Bytes_are_those_of_utf8()
    {
        Assert.Equal(256, Vocabulary.Bytes.Count);
        Assert.Equal([0xF0, 0x9F, 0x99, 0x82, 0x61], Vocabulary.Bytes.Encode("🙂a"));
        Assert.Equal("🙂a", Vocabulary.Bytes.Decode([0xF0, 0x9F, 0x99, 0x82, 0x61]));
    }

    [Fact]
    public void Windows_have_their_successors_as_targets()
    {
        var data = new TokenWindows(new[] { 0, 1, 2, 3, 4, 5, 6, 7 }, 8, 3, 2);
        Assert.Equal(3, data.Count); // beginning at 0, 2 and 4; the last target is 7
        var batch = new Batch(data.Columns, 2);
        data.Read([2, 0], batch);
        Assert.Equal([4, 5, 6, 0, 1, 2], batch.Integers(0).ToArray());
        Assert.Equal([5, 6, 7, 1, 2, 3], batch.Integers(1).ToArray());
        Assert.Equal((8, 8), (data.Columns[0].ClassCount, data.Columns[1].ClassCount));
        Assert.Equal(0, Allocation.Of(() => data.Read([1, 2], batch)));
        Assert.Equal(1, new TokenWindows(new[] { 0, 1 }, 2, 1).Count);
        Assert.Contains("token 1 is 9", Assert.Throws<ArgumentException>(() => new TokenWindows(new[] { 0, 9, 2 }, 8, 1)).Message);
        Assert.Throws<ArgumentException>(() => new TokenWindows(new[] { 0, 1 }, 2, 2));
    }

    [Fact]
    public void A_file_is_divided_and_its_vocabulary_is_that_of_the_training_part()
    {
        string path = Save(Encoding.UTF8.GetBytes("\ufeffabababababababababx"));
        (TextDataset train, TextDataset validation) = TextDataset.Load(path, 2, 1, 0.8);
        Assert.Equal((3, true), (train.Vocabulary.Count, train.Vocabulary.HasUnknown));
        Assert.Equal(15, train.Tokens.Length);
        Assert.Equal([1, 0, 1, 2], validation.Tokens.ToArray());
        Assert.Equal(2, validation.Count);
        (train, validation) = TextDataset.Load(path, 2, 1, 0.8, bytes: true);
        Assert.Equal((256, 'x'), (train.Columns[0].ClassCount, (char)validation.Tokens.Span[^1]));
        Assert.Contains("validation part, 2 of 19", Assert.Throws<DataFormatException>(() => TextDataset.Load(path, 2, 1, 0.9)).Message);
    }

    [Fact]
    public void A_text_that_is_no_utf8_is_refused_with_its_place()
    {
        Assert.Contains("at byte 5", Assert.Throws<DataFormatException>(() => TextFile.Read(Save(0xEF, 0xBB, 0xBF, 0x61, 0x62, 0xC3, 0x28))).Message);
        Assert.Contains("at byte 1", Assert.Throws<DataFormatException>(() => TextFile.Read(Save(0x61, 0xED, 0xA0, 0x80))).Message);
        Assert.Contains("UTF-16", Assert.Throws<DataFormatException>(() => TextFile.Read(Save(0xFF, 0xFE, 0x61, 0))).Message);
        Assert.Equal("", TextFile.Read(Save()));
    }
}
