namespace ActorIommu.Checker.Tests.Generated;

/// <summary>One thing that a generated history does wrong, at most once, of software or of hardware.</summary>
public enum Defect
{
    None,
    TlbiForgottenOnOneSmmu,
    SyncForgotten,
    SyncNotAwaited,
    RangeOnePageShort,
    WrongAsid,
    AtcBeforeTlb,
    AtcForgotten,
    PagesFreedEarly,
    TimeoutSwallowed,
    WaiterReleasedTwice,
    AddressUsedBeforeFlush,
    ProducerBeforeCommand,
    SyncBeforeEffects,
    SyncWithoutDrain,
    EntrySurvives,
    DescriptorNotCleared,
    EventLost,
    WrongPage,
}
