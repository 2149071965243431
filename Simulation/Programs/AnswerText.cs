using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs;

/// <summary>Answers as text, for people.</summary>
internal static class AnswerText
{
    /// <summary>A recorded answer.</summary>
    public static string Of(in RecordedAnswer recorded) => recorded.Outcome switch
    {
        RecordedOutcome.Place => $"PA 0x{recorded.Pa:x}",
        RecordedOutcome.Elsewhere => "success outside of the data frames",
        RecordedOutcome.Event => Of(recorded.Event),
        _ => $"aborted without an event (code {recorded.AbortCode})",
    };

    /// <summary>A model's answer.</summary>
    public static string Of(in ModelAnswer answer) => answer.Kind switch
    {
        ModelAnswerKind.Address => $"PA 0x{answer.Address:x}",
        ModelAnswerKind.Event => Of(answer.Event),
        _ => "aborted without an event",
    };

    private static string Of(in EventRecord record) =>
        $"{record.Id} sid {record.StreamID} address {record.InputAddr} [{record.D0:x16} {record.D1:x16} {record.D2:x16} {record.D3:x16}]";
}
