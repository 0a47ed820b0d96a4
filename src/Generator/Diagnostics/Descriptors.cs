using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Diagnostics;

/// <summary>Every diagnostic of the generator. Each has a page under docs/diagnostics.</summary>
internal static class Descriptors
{
    /// <summary>Pages lie in the repository and in the package under this folder.</summary>
    private const string Pages = "docs/diagnostics/";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "NNG001", "A network must be partial", "'{0}' must be declared partial so that the generator can add its methods; write 'partial class {0}'");

    public static readonly DiagnosticDescriptor OwnerNotPartial = Error(
        "NNG002", "A type around a network must be partial", "'{0}' contains the network '{1}' and must be declared partial");

    public static readonly DiagnosticDescriptor UnfitClass = Error(
        "NNG003", "A network must be an ordinary class", "'{0}' is {1}; a network has parameters of its own and must be an ordinary class that can be created");

    public static readonly DiagnosticDescriptor InputFirst = Error(
        "NNG004", "A network starts with one [Input]", "'{0}' {1}; write [Input(…)] once, before the layers");

    public static readonly DiagnosticDescriptor SeveralDeclarations = Error(
        "NNG005", "Layers stand on one declaration", "'{0}' has layer attributes on more than one partial declaration, which have no order among each other; move them to one");

    public static readonly DiagnosticDescriptor BadArgument = Error(
        "NNG006", "A layer's argument is out of range", "{0}: {1} is {2}; expected {3}");

    public static readonly DiagnosticDescriptor ShapeMismatch = Error(
        "NNG007", "Shapes do not fit", "{0} yields {1} but {2} wants {3}; {4}");

    public static readonly DiagnosticDescriptor AfterLoss = Error(
        "NNG008", "The loss comes last", "{0} stands after the loss {1}; the loss must be the last layer, and there is one at most");

    public static readonly DiagnosticDescriptor DoubleActivation = Error(
        "NNG009", "The loss takes scores", "{0} applies {1} itself; remove {2} before it, otherwise it would be applied twice");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "NNG010", "Layer names must differ", "two layers are named '{0}'; parameter paths must be unique");

    public static readonly DiagnosticDescriptor BadName = Error(
        "NNG011", "A layer's name must be an identifier", "'{0}' cannot name a layer: use letters, digits and underscores, a letter first");

    public static readonly DiagnosticDescriptor NameTaken = Error(
        "NNG012", "A member's name is taken", "'{0}' cannot stand twice in '{1}': the generator adds one; {2}");

    public static readonly DiagnosticDescriptor UnsafeOff = Error(
        "NNG013", "Unsafe code must be allowed", "kernels use pointers: the package sets AllowUnsafeBlocks, but this project turns it off; remove <AllowUnsafeBlocks>false</AllowUnsafeBlocks>");

    public static readonly DiagnosticDescriptor Untrainable = Error(
        "NNG014", "A parameter cannot be trained", "{0}: parameter '{1}' {2}");

    public static readonly DiagnosticDescriptor NothingToTrain = Error(
        "NNG015", "A loss needs parameters", "'{0}' has the loss {1} but no layer with parameters");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "NNG016", "The network is too large", "'{0}' needs {1} numbers in one buffer; the largest is {2}");

    public static readonly DiagnosticDescriptor MissingNetwork = Error(
        "NNG017", "Layers need [Network]", "'{0}' has layer attributes but no [Network]; nothing would be generated for it");

    public static readonly DiagnosticDescriptor NotInLanguage = Error(
        "NNG020", "Not part of the network language", "{0}; {1}");

    public static readonly DiagnosticDescriptor EndlessLoop = Error(
        "NNG021", "A loop does not end", "evaluating the network was cut off here after 2,000,000 steps; a loop must end while the network compiles");

    public static readonly DiagnosticDescriptor EndlessRecursion = Error(
        "NNG022", "A recursion does not end", "'{0}' was cut off {1} calls deep; a recursion must end while the network compiles");

    public static readonly DiagnosticDescriptor Thrown = Error(
        "NNG023", "Evaluating the network failed", "evaluating the network failed here: {0}");

    public static readonly DiagnosticDescriptor BadSignature = Error(
        "NNG024", "Forward or Loss has the wrong form", "{0}; {1}");

    public static readonly DiagnosticDescriptor TwoDeclarations = Error(
        "NNG025", "A network is declared once", "'{0}' has both layer attributes and a Forward method; keep one of them");

    public static readonly DiagnosticDescriptor SharedShape = Error(
        "NNG026", "A shared layer is used with two shapes", "{0}: parameter '{1}' is {2} from its first use but {3} is wanted here; use inputs of equal width, or a second layer");

    public static readonly DiagnosticDescriptor Shapes = Error(
        "NNG027", "Shapes do not fit an op", "{0}");

    public static readonly DiagnosticDescriptor Internal = Error(
        "NNG099", "The network compiler failed", "compiling '{0}' failed inside the generator, please report it: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, "NeuralNet.Gen", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");
}
