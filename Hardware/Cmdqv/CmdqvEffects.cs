namespace ActorIommu.Hardware.Cmdqv;

/// <summary>What an access or a command of the CMDQV unit asks of the other parts.</summary>
[Flags]
public enum CmdqvEffects : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A queue may have commands to consume.</summary>
    Consume = 1,

    /// <summary>The unit's one interrupt is to be raised: a queue of an interface that is not masked has a new error.</summary>
    Interrupt = 2,
}
