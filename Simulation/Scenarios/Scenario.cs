using System.ComponentModel;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>What a scenario does. Each kind has its own key of the same name; keys of other kinds may not be there.</summary>
public enum ScenarioKind
{
    /// <summary>Replays a capture and compares every answer.</summary>
    Capture,

    /// <summary>Runs host software and devices on an emulated machine under many schedules, and judges what happened.</summary>
    Simulation,
}

/// <summary>
/// One scenario file. The properties are the keys: their names, their types and which of them are required give both the reader and the
/// published schema, so a new key is a new property here and nothing else.
/// </summary>
public sealed record Scenario
{
    /// <summary>What the scenario does.</summary>
    [Description("What the scenario does.")]
    public required ScenarioKind Kind { get; init; }

    /// <summary>Short name; by custom that of the file.</summary>
    [Description("Short name; by custom that of the file.")]
    public required string Name { get; init; }

    /// <summary>One or two sentences for the list of scenarios.</summary>
    [Description("One or two sentences for the list of scenarios.")]
    public required string Description { get; init; }

    /// <summary>The emulated machine.</summary>
    [Description("The emulated machine.")]
    public required MachineSettings Machine { get; init; }

    /// <summary>The capture to replay.</summary>
    [Description("The capture to replay (.smcap or .smcap.gz), relative to this file. Required by kind 'capture'.")]
    public FileReference? Capture { get; init; }

    /// <summary>What the run must count.</summary>
    [Description("What the run must count; a capture that holds less does not pass by being equal.")]
    public CaptureExpectations Expect { get; init; } = new();

    /// <summary>What is simulated.</summary>
    [Description("What is simulated. Required by kind 'simulation'.")]
    public SimulationSettings? Simulation { get; init; }
}

/// <summary>What a replayed capture must count. A key that is absent is not checked.</summary>
public sealed record CaptureExpectations
{
    /// <summary>Translations, all equal.</summary>
    [Description("Translations, all equal.")]
    public long? Translations { get; init; }

    /// <summary>Event records, all equal.</summary>
    [Description("Event records, all equal.")]
    public long? Events { get; init; }

    /// <summary>Register reads, all equal.</summary>
    [Description("Register reads, all equal.")]
    public long? RegisterReads { get; init; }

    /// <summary>Interrupts, all equal.</summary>
    [Description("Interrupts, all equal.")]
    public long? Interrupts { get; init; }
}
