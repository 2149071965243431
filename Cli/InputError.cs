using System.Globalization;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Cli;

/// <summary>One thing that is wrong with what the user gave.</summary>
internal sealed record InputError(string File, string Code, string Message)
{
    public const string UnreadableCapture = "AIO0200";
    public const string BadCapture = "AIO0201";
    public const string UnreadableFolder = "AIO0202";
    public const string UnreadablePrograms = "AIO0203";
    public const string BadPrograms = "AIO0204";

    public const string UnreadableTrace = "AIO0205";
    public const string BadTrace = "AIO0206";
    public const string OtherScenario = "AIO0207";

    public int Line { get; init; }

    public int Column { get; init; }

    public long? ByteOffset { get; init; }

    public static InputError From(ScenarioDiagnostic diagnostic) =>
        new(diagnostic.File, diagnostic.Code, diagnostic.Message) { Line = diagnostic.Line, Column = diagnostic.Column };

    public override string ToString()
    {
        var place = Line == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"({Line},{Column})");
        return $"{File}{place}: error {Code}: {Message}";
    }
}
