namespace ActorIommu.Hardware.Registers;

/// <summary>What a register write asks of the other parts of the SMMU; the writer turns each into a call or a message.</summary>
[Flags]
public enum RegisterEffects : byte
{
    /// <summary>Nothing beyond the register itself.</summary>
    None = 0,

    /// <summary>CR0.CMDQEN changed: the command queue starts or stops, and acknowledges.</summary>
    CommandQueueEnable = 1,

    /// <summary>CR0.EVENTQEN changed: the event queue starts or stops, and acknowledges.</summary>
    EventQueueEnable = 2,

    /// <summary>GERRORN acknowledged CMDQ_ERR: the command queue goes on at CONS.</summary>
    CommandErrorAcknowledged = 4,

    /// <summary>IRQ_CTRL or an IRQ_CFG of the event queue changed.</summary>
    EventInterrupt = 8,

    /// <summary>GERRORN acknowledged EVENTQ_ABT_ERR: the event queue takes records again.</summary>
    EventQueueAbortAcknowledged = 16,

    /// <summary>CR0.PRIQEN or SMMUEN changed: the PRI queue starts or stops; for PRIQEN, it acknowledges.</summary>
    PageRequestQueueEnable = 32,

    /// <summary>IRQ_CTRL or an IRQ_CFG of the PRI queue changed.</summary>
    PageRequestInterrupt = 64,

    /// <summary>GERRORN acknowledged PRIQ_ABT_ERR: the PRI queue takes requests again.</summary>
    PageRequestQueueAbortAcknowledged = 128,
}
