using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>
/// A queue of commands from the side of who consumes it, whatever registers it has: the CMDQ, or a VCMDQ. Who does reads the entry, hands
/// it in, lets what comes back take effect, and says that it is consumed.
/// </summary>
public interface ICommandConsumer
{
    /// <summary>True if an entry can be fetched now.</summary>
    bool CanFetch { get; }

    /// <summary>Where the next entry is; 16 bytes.</summary>
    Pa FetchAddress { get; }

    /// <summary>Index and wrap bit of the next entry.</summary>
    uint Slot { get; }

    /// <summary>Why it stopped last.</summary>
    CommandError Error { get; }

    /// <summary>The CMD_ATC_INVs that were consumed and not answered.</summary>
    OutstandingInvalidations AtcInvalidations { get; }

    /// <summary>Hands the entry in: what is to be executed, or null if the queue stops at it.</summary>
    Command? Accept(in Command entry);

    /// <summary>The read of the entry was aborted.</summary>
    void FetchAborted();

    /// <summary>The entry was consumed.</summary>
    void Consumed();

    /// <summary>The CMD_SYNC that is next has all that it waited for; false if the queue stops at it.</summary>
    bool TryCompleteSync();
}
