using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>Which edits of a file other files may see.</summary>
public sealed class DeclaredSyntaxTests
{
    private const string File = """
        using System;
        [assembly: CLSCompliant(false)]
        namespace Sample;
        // A remark.
        delegate int Change(int value = 1);
        enum Level { Low = 1, High }
        [Obsolete("old")]
        class A<T>(int start) : Exception("text" + start) where T : struct
        {
            int _field = 1, _second;
            static readonly Func<int> s_function = () => { return 1; };
            const int Number = 1;
            const string Text = "one", Raw = @"two";
            int Auto { get; set; } = 1;
            int Computed => 1;
            int this[int i] { get { return i; } set => _field = i; }
            event Action? Changed { add { _field++; } remove { } }
            A() : this(7) { _field = 8; const int local = 1; }
            int Method(int x = 3) { int Inner() => 4; return Inner() + x; }
            public static A<T> operator +(A<T> a, A<T> b) => a;
            partial void Part();
            class Inner { struct Struct { int _stored; int Deep() => 1; } void Middle() { } }
        }
        """;

    [Theory]
    [InlineData("// A remark.", "/* Another */")]
    [InlineData("namespace Sample;", "namespace   Sample;\n\n")]
    [InlineData("_field = 1", "_field = 2")]
    [InlineData("return 1;", "return 2;")]
    [InlineData("Computed => 1", "Computed => 2")]
    [InlineData("return i;", "return -i;")]
    [InlineData("_field = i;", "_second = i;")]
    [InlineData("_field++;", "")]
    [InlineData("_field = 8;", "_field = 9;")]
    [InlineData("local = 1", "local = 2")]
    [InlineData("Inner() => 4", "Inner() => 5")]
    [InlineData("=> a;", "=> b;")]
    public void Bodies_and_initialisers_are_their_file_s_own(string before, string now) => Assert.Empty(Assert.IsType<string[]>(Changed(before, now)));

    [Theory]
    [InlineData("_second;", "_third;", "A _field _second _third")]
    [InlineData("static readonly", "static", "A s_function")]
    [InlineData("set; } = 1", "set; } = 2", "A Auto")]
    [InlineData("get; set;", "get; init;", "A Auto")]
    [InlineData("Computed => 1;", "Computed { get { return 1; } }", "A Computed")]
    [InlineData("x = 3", "x = 4", "A Method")]
    [InlineData("int Method", "public int Method", "A Method")]
    [InlineData("int Method", "int Renamed", "A Method Renamed")]
    [InlineData("Part();", "Part() { }", "A Part")]
    [InlineData("partial void Part();", "", "A Part")]
    [InlineData("partial void Part();", "partial void Part(); void Other() { }", "A Other")]
    [InlineData("int Deep()", "long Deep()", "A Deep Inner Struct")]
    [InlineData("Middle() { }", "Middle(int x) { }", "A Inner Middle")]
    public void Members_change_by_name(string before, string now, string names) => Assert.Equal(names.Split(' ').Order(StringComparer.Ordinal), Changed(before, now));

    [Theory]
    [InlineData("int _stored;", "int _other;")]
    [InlineData("int _stored;", "const int _stored = 1;")]
    [InlineData("class Inner { ", "class Inner { Inner() { } ")]
    [InlineData("A<T> a, A<T> b", "A<T> a, int b")]
    [InlineData("int this[int i]", "int this[long i]")]
    [InlineData("partial void Part();", "class New;")]
    [InlineData("Number = 1;", "Number = 1, More = 2;")]
    [InlineData("A() : this(7)", "A(int a, int b) : this(7)")]
    [InlineData("using System;", "using System.IO;")]
    [InlineData("using System;", "global using System;")]
    [InlineData("Compliant(false)", "Compliant(true)")]
    [InlineData("namespace Sample", "namespace Other")]
    [InlineData("value = 1", "value = 2")]
    [InlineData("Low = 1", "Low = 2")]
    [InlineData("\"old\"", "\"older\"")]
    [InlineData("\"text\"", "\"more\"")]
    [InlineData(": struct", ": class")]
    [InlineData("Number = 1", "Number = 2")]
    [InlineData("\"one\"", "\"two\"")]
    [InlineData("@\"two\"", "\"\"\"two\"\"\"")]
    [InlineData("this(7)", "this(8)")]
    public void Everything_else_is_declared(string before, string now) => Assert.Null(Changed(before, now));

    [Fact]
    public void Statements_of_the_main_file_are_no_bodies()
        => Assert.Null(DeclaredSyntax.ChangedNames(CSharpSyntaxTree.ParseText("if (true) { int a = 1; }"), CSharpSyntaxTree.ParseText("if (true) { int a = 2; }")));

    [Fact]
    public void A_long_sum_needs_no_deep_stack()
    {
        string sum = "class A { const string Text = " + string.Join(" + ", Enumerable.Repeat("\"a\"", 50_000)) + "; }";
        Assert.Equal([], DeclaredSyntax.ChangedNames(CSharpSyntaxTree.ParseText(sum), CSharpSyntaxTree.ParseText(sum))!);
    }

    private static string[]? Changed(string before, string now)
    {
        Assert.Contains(before, File);
        return DeclaredSyntax.ChangedNames(CSharpSyntaxTree.ParseText(File), CSharpSyntaxTree.ParseText(File.Replace(before, now)))?.Order(StringComparer.Ordinal).ToArray();
    }
}
