using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>Where the code has each kind of constants.csv, and under which names when they differ by more than case.</summary>
public static class ConstantNames
{
    private static readonly (string, string)[] Sizes = [("4K", "K4"), ("16K", "K16"), ("64K", "K64")];

    private static readonly (string, string)[] Shares = [("NSH", "NonShareable"), ("OSH", "OuterShareable"), ("ISH", "InnerShareable")];

    private static readonly (string, string)[] Normal =
        [("NORMAL_NC", "NormalNonCacheable"), ("NORMAL_WT", "NormalWriteThrough"), ("NORMAL_WB", "NormalWriteBack")];

    /// <summary>By kind: the type, a prefix that its names lack, and the names that differ.</summary>
    public static IReadOnlyDictionary<string, ConstantType> Types { get; } = new Dictionary<string, ConstantType>
    {
        ["opcode"] = new(typeof(CommandOpcode), "CMD_", ("CMD_CFGI_ALL", "CfgiSteRange")),
        ["event_id"] = new(typeof(EventId)),
        ["cerror"] = new(typeof(CommandError), "CERROR_"),
        ["vcmdq_cerror"] = new(typeof(VcmdqError), "CERROR_"),
        ["event_class"] = new(typeof(EventClass), "", ("TTD", "TT")),
        ["register_offset_page0"] = new(typeof(RegisterOffset)),
        ["register_offset_page1_absolute"] = new(typeof(RegisterOffset)),
        ["page_base"] = new(typeof(RegisterOffset)),
        ["register_offset_secure"] = new(typeof(SecureRegisterOffset), "S_"),
        ["ste_config"] = new(typeof(SteConfig), "",
            ("S1_TRANSLATE_S2_BYPASS", "S1Translate"), ("S1_BYPASS_S2_TRANSLATE", "S2Translate"), ("S1_S2_TRANSLATE", "Nested")),
        ["ste_s1fmt"] = new(typeof(SteS1Fmt), "", ("TWO_LEVEL_4K_L2", "TwoLevel4K"), ("TWO_LEVEL_64K_L2", "TwoLevel64K")),
        ["ste_s1dss"] = new(typeof(SteS1Dss), "", ("BYPASS_S1", "Bypass"), ("RESERVED_as_TERMINATE", "Reserved")),
        ["ste_eats"] = new(typeof(SteEats)),
        ["ste_strw"] = new(typeof(SteStrw), "", ("EL2_or_EL2_E2H", "El2"), ("EL3_secure_only", "El3")),
        ["ste_s1cir_s1cor"] = new(typeof(ContextCacheability), "", ("NC", "NonCacheable"), ("WB_RA", "WriteBackReadAllocate"),
            ("WT_RA", "WriteThroughReadAllocate"), ("WB_no_RA", "WriteBackNoReadAllocate")),
        ["cd_irgn_orgn_and_s2ir_s2or"] = new(typeof(WalkCacheability), "", ("NC", "NonCacheable"),
            ("WB_RA_WA", "WriteBackReadWriteAllocate"), ("WT_RA_no_WA", "WriteThroughReadAllocate"),
            ("WB_RA_no_WA", "WriteBackReadAllocate")),
        ["cr1_cacheability"] = new(typeof(TableCacheability), "",
            ("NC", "NonCacheable"), ("WB", "WriteBack"), ("WT", "WriteThrough"), ("RESERVED_as_NC", "Reserved")),
        ["shareability"] = new(typeof(Shareability), "", [.. Shares, ("RESERVED_as_NSH", "Reserved")]),
        ["shcfg"] = new(typeof(ShareabilityOverride), "USE_", Shares),
        ["nscfg"] = new(typeof(SecurityOverride), "USE_"),
        ["privcfg"] = new(typeof(PrivilegeOverride), "USE_"),
        ["instcfg"] = new(typeof(InstructionOverride), "USE_"),
        ["tg0"] = new(typeof(Tg0), "", Sizes),
        ["s2tg"] = new(typeof(Tg0), "", Sizes),
        ["tg1"] = new(typeof(Tg1), "", Sizes),
        ["tlbi_tg"] = new(typeof(TlbiGranule), "", Sizes),
        ["tlbi_ttl"] = new(typeof(TlbiLevel), "", ("ANY_LEVEL", "Any")),
        ["address_size_OAS_IPS_S2PS"] = new(typeof(AddressSize), "", ("32bit", "Bits32"), ("36bit", "Bits36"), ("40bit", "Bits40"),
            ("42bit", "Bits42"), ("44bit", "Bits44"), ("48bit", "Bits48"), ("52bit", "Bits52"), ("56bit", "Bits56")),
        ["resume_ac_ab"] = new(typeof(ResumeAction)),
        ["pri_resp"] = new(typeof(PriResponse), "", ("RESPONSE_FAILURE", "Failure"), ("INVALID_REQUEST", "Invalid")),
        ["cmd_sync_cs"] = new(typeof(SyncSignal), "SIG_"),
        ["cfgi_range"] = new(typeof(Command), "", ("ALL", "RangeAll")),
        ["atc_inv_size"] = new(typeof(Command), "", ("ALL", "SizeAll")),
        ["idr0_ttf"] = new(typeof(TableFormats)),
        ["idr0_ttendian"] = new(typeof(TableEndianness)),
        ["idr0_stall_model"] = new(typeof(StallModel)),
        ["idr0_st_level"] = new(typeof(StreamTableLevels)),
        ["idr0_httu"] = new(typeof(HardwareUpdates)),
        ["idr3_bbml"] = new(typeof(BreakBeforeMakeLevel)),
        ["idr5_vax"] = new(typeof(VirtualAddressSize), "", ("48bit", "Bits48"), ("52bit", "Bits52"), ("56bit", "Bits56")),
        ["aidr_minor"] = new(typeof(ArchitectureMinor), "",
            ("v3.0", "V30"), ("v3.1", "V31"), ("v3.2", "V32"), ("v3.3", "V33"), ("v3.4", "V34")),
        ["strtab_base_cfg_fmt"] = new(typeof(StreamTableFormat)),
        ["strtab_base_cfg_split"] = new(typeof(StrtabBaseCfg), "",
            ("4K_leaf", "Split4K"), ("16K_leaf", "Split16K"), ("64K_leaf", "Split64K")),
        ["l1std_span"] = new(typeof(L1StreamTableDescriptor), "", ("INVALID", "SpanInvalid")),
        ["cd_table_entries_per_leaf"] = new(typeof(TableGeometry), "",
            ("4K_L2", "ContextDescriptorsPer4KLeaf"), ("64K_L2", "ContextDescriptorsPer64KLeaf")),
        ["s1_ap_2_1"] = new(typeof(Stage1Access), "", ("PRIV_RW_UNPRIV_NONE", "PrivilegedReadWrite"), ("RW_ALL", "ReadWrite"),
            ("PRIV_RO_UNPRIV_NONE", "PrivilegedReadOnly"), ("RO_ALL", "ReadOnly")),
        ["s2ap"] = new(typeof(Stage2Access)),
        ["s2_xn_with_xnx"] = new(typeof(Stage2ExecuteNever), "", ("X_all", "Execute"), ("X_priv_no_X_unpriv_yes", "UnprivilegedExecute"),
            ("XN_all", "ExecuteNever"), ("X_priv_yes_X_unpriv_no", "PrivilegedExecute")),
        ["s2_memattr"] = new(typeof(Stage2MemAttr), "", Normal),
        ["mair_attr"] = new(typeof(MairAttribute), "",
            [.. Normal, ("NORMAL_WT_RA_WA", "NormalWriteThrough"), ("NORMAL_WB_RA_WA", "NormalWriteBack")]),
        ["descriptor_type"] = new(typeof(DescriptorKind), "", ("INVALID_0b10", "InvalidToo")),
        ["cmdqv_offset"] = new(typeof(CmdqvOffset)),
        ["cmdqv_page"] = new(typeof(CmdqvOffset)),
        ["cmdqv_vintf_offset"] = new(typeof(VintfOffset)),
        ["vcmdq_page0_offset"] = new(typeof(VcmdqPage0Offset)),
        ["vcmdq_page1_offset"] = new(typeof(VcmdqPage1Offset)),
    };
}

/// <summary>An enumeration, or a type with integer constants, that holds a kind of constants.</summary>
public sealed class ConstantType(Type type, string prefix = "", params (string Table, string Code)[] aliases)
{
    public Type Type => type;

    /// <summary>What the code calls the constant.</summary>
    public string? Member(string name)
    {
        var alias = Array.Find(aliases, alias => alias.Table == name).Code;
        var plain = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        return alias ?? type.GetFields().Select(field => field.Name)
            .SingleOrDefault(member => member.Equals(Normalized(plain), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The code's value; null when it has none.</summary>
    public long? Value(string name) => Member(name) is { } member && type.GetField(member) is { IsLiteral: true } field
        ? Convert.ToInt64(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private static string Normalized(string name) => name.Replace("_", "", StringComparison.Ordinal);
}
