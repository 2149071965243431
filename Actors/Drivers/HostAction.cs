using System.Collections.Immutable;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>What host software does next, and waits for.</summary>
internal enum HostActionKind : byte
{
    /// <summary>Nothing; others may come in between.</summary>
    Turn,

    /// <summary>Reads a register of 4 bytes.</summary>
    Read,

    /// <summary>Writes a register, and waits until that is in force.</summary>
    Write,

    /// <summary>Issues commands, and waits until they are over.</summary>
    Issue,

    /// <summary>Sends a message, and waits for the answer.</summary>
    Request,

    /// <summary>Sends a message that is not answered.</summary>
    Report,

    /// <summary>Sleeps for a while.</summary>
    Pause,

    /// <summary>Waits for answers to what it reported.</summary>
    Wait,
}

/// <summary>One thing that host software does.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Of the register.</param>
/// <param name="SizeBytes">Of the register.</param>
/// <param name="Value">For the register.</param>
/// <param name="Batches">The commands.</param>
/// <param name="Message">What is sent.</param>
/// <param name="Duration">Of a pause.</param>
/// <param name="IsCmdqv">The register is one of the CMDQV unit.</param>
internal readonly record struct HostAction(
    HostActionKind Kind, int Offset = 0, int SizeBytes = 4, ulong Value = 0, ImmutableArray<CommandBatch> Batches = default,
    IIommuProtocol? Message = null, TimeSpan Duration = default, bool IsCmdqv = false)
{
    public static HostAction Turn => default;

    public static HostAction Wait => new(HostActionKind.Wait);

    public static HostAction Pause(TimeSpan duration) => new(HostActionKind.Pause, Duration: duration);

    public static HostAction Read(int offset, int sizeBytes = 4) => new(HostActionKind.Read, offset, sizeBytes);

    public static HostAction Write(int offset, ulong value, int sizeBytes = 4) => new(HostActionKind.Write, offset, sizeBytes, value);

    public static HostAction ReadCmdqv(int offset, int sizeBytes = 4) => Read(offset, sizeBytes) with { IsCmdqv = true };

    public static HostAction WriteCmdqv(int offset, ulong value, int sizeBytes = 4) =>
        Write(offset, value, sizeBytes) with { IsCmdqv = true };

    /// <summary>What is sent to the machine for an access to a register of an SMMU, or of the CMDQV unit beside it.</summary>
    public IIommuProtocol AccessOf(SmmuId smmu, RequestId ticket) => Kind == HostActionKind.Read
        ? IsCmdqv ? new ReadCmdqvRegister(smmu, ticket, Offset, SizeBytes) : new ReadRegister(smmu, ticket, Offset, SizeBytes)
        : IsCmdqv ? new WriteCmdqvRegister(smmu, ticket, Offset, SizeBytes, Value)
        : new WriteRegister(smmu, ticket, Offset, SizeBytes, Value);

    public static HostAction Issue(CommandBatch batch) => new(HostActionKind.Issue, Batches: [batch]);

    public static HostAction Request(IIommuProtocol message) => new(HostActionKind.Request, Message: message);

    public static HostAction Report(IIommuProtocol message) => new(HostActionKind.Report, Message: message);
}
