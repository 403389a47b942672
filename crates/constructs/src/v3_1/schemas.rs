// Generated of crates/constructs/v3_1.yaml: do not edit.
//! What the types enforce, told as JSON Schema by schemars 0.8: dropshot emits its document from it.

use schema_support::private::schemars08 as schemars;
#[allow(unused_imports)]
use schema_support::{
    Field, array_schema, checked_schema, enum_schema, literals_schema, narrowed, tuple_schema, union_schema,
};

use super::types::*;

/// What schemars makes of every type of `types` that is all of a schema of the document.
pub static SCHEMAS: &[schema_support::EmittedSchema] = &[
    schema_support::EmittedSchema::of_schemars::<Mixed>("Mixed", "/components/schemas/Mixed"),
    schema_support::EmittedSchema::of_schemars::<Levels>("Levels", "/components/schemas/Levels"),
    schema_support::EmittedSchema::of_schemars::<Narrowed>("Narrowed", "/components/schemas/Narrowed"),
    schema_support::EmittedSchema::of_schemars::<Cases>("Cases", "/components/schemas/Cases"),
    schema_support::EmittedSchema::of_schemars::<Yes>("Yes", "/components/schemas/Yes"),
    schema_support::EmittedSchema::of_schemars::<ConstantV>("ConstantV", "/components/schemas/Constant/properties/v"),
    schema_support::EmittedSchema::of_schemars::<ConstantW>("ConstantW", "/components/schemas/Constant/properties/w"),
    schema_support::EmittedSchema::of_schemars::<Constant>("Constant", "/components/schemas/Constant"),
    schema_support::EmittedSchema::of_schemars::<Annotated>("Annotated", "/components/schemas/Annotated"),
    schema_support::EmittedSchema::of_schemars::<AnnotatedOrNull>("AnnotatedOrNull", "/components/schemas/AnnotatedOrNull"),
    schema_support::EmittedSchema::of_schemars::<OnlyOne>("OnlyOne", "/components/schemas/OnlyOne"),
    schema_support::EmittedSchema::of_schemars::<Quoted>("Quoted", "/components/schemas/Quoted"),
    schema_support::EmittedSchema::of_schemars::<ByNumber>("ByNumber", "/components/schemas/ByNumber"),
    schema_support::EmittedSchema::of_schemars::<TextsA>("TextsA", "/components/schemas/Texts/properties/a"),
    schema_support::EmittedSchema::of_schemars::<TextsB>("TextsB", "/components/schemas/Texts/properties/b"),
    schema_support::EmittedSchema::of_schemars::<TextsC>("TextsC", "/components/schemas/Texts/properties/c"),
    schema_support::EmittedSchema::of_schemars::<TextsD>("TextsD", "/components/schemas/Texts/properties/d"),
    schema_support::EmittedSchema::of_schemars::<TextsSecret>("TextsSecret", "/components/schemas/Texts/properties/secret"),
    schema_support::EmittedSchema::of_schemars::<TextsBoth>("TextsBoth", "/components/schemas/Texts/properties/both"),
    schema_support::EmittedSchema::of_schemars::<Texts>("Texts", "/components/schemas/Texts"),
    schema_support::EmittedSchema::of_schemars::<NumbersPort>("NumbersPort", "/components/schemas/Numbers/properties/port"),
    schema_support::EmittedSchema::of_schemars::<NumbersHalf>("NumbersHalf", "/components/schemas/Numbers/properties/half"),
    schema_support::EmittedSchema::of_schemars::<NumbersWide>("NumbersWide", "/components/schemas/Numbers/properties/wide"),
    schema_support::EmittedSchema::of_schemars::<NumbersCents>("NumbersCents", "/components/schemas/Numbers/properties/cents"),
    schema_support::EmittedSchema::of_schemars::<NumbersTwice>("NumbersTwice", "/components/schemas/Numbers/properties/twice"),
    schema_support::EmittedSchema::of_schemars::<Set>("Set", "/components/schemas/Set"),
    schema_support::EmittedSchema::of_schemars::<Anything>("Anything", "/components/schemas/Anything"),
    schema_support::EmittedSchema::of_schemars::<Tuple>("Tuple", "/components/schemas/Tuple"),
    schema_support::EmittedSchema::of_schemars::<Pair>("Pair", "/components/schemas/Pair"),
    schema_support::EmittedSchema::of_schemars::<Tree>("Tree", "/components/schemas/Tree"),
    schema_support::EmittedSchema::of_schemars::<Entry>("Entry", "/components/schemas/Entry"),
    schema_support::EmittedSchema::of_schemars::<Chain>("Chain", "/components/schemas/Chain"),
    schema_support::EmittedSchema::of_schemars::<Holding>("Holding", "/components/schemas/Holding"),
    schema_support::EmittedSchema::of_schemars::<Rest>("Rest", "/components/schemas/Rest"),
    schema_support::EmittedSchema::of_schemars::<Counted>("Counted", "/components/schemas/Counted"),
    schema_support::EmittedSchema::of_schemars::<Named>("Named", "/components/schemas/Named"),
    schema_support::EmittedSchema::of_schemars::<Patterned>("Patterned", "/components/schemas/Patterned"),
    schema_support::EmittedSchema::of_schemars::<ByPattern>("ByPattern", "/components/schemas/ByPattern"),
    schema_support::EmittedSchema::of_schemars::<Rested>("Rested", "/components/schemas/Rested"),
    schema_support::EmittedSchema::of_schemars::<Forbidding>("Forbidding", "/components/schemas/Forbidding"),
    schema_support::EmittedSchema::of_schemars::<Dependent>("Dependent", "/components/schemas/Dependent"),
    schema_support::EmittedSchema::of_schemars::<ConditionalKind>("ConditionalKind", "/components/schemas/Conditional/properties/kind"),
    schema_support::EmittedSchema::of_schemars::<Conditional>("Conditional", "/components/schemas/Conditional"),
    schema_support::EmittedSchema::of_schemars::<Not>("Not", "/components/schemas/Not"),
    schema_support::EmittedSchema::of_schemars::<NotText>("NotText", "/components/schemas/NotText"),
    schema_support::EmittedSchema::of_schemars::<OneRequired>("OneRequired", "/components/schemas/OneRequired"),
    schema_support::EmittedSchema::of_schemars::<Closed>("Closed", "/components/schemas/Closed"),
    schema_support::EmittedSchema::of_schemars::<Base>("Base", "/components/schemas/Base"),
    schema_support::EmittedSchema::of_schemars::<Sealed>("Sealed", "/components/schemas/Sealed"),
    schema_support::EmittedSchema::of_schemars::<Merged>("Merged", "/components/schemas/Merged"),
    schema_support::EmittedSchema::of_schemars::<NullablesC>("NullablesC", "/components/schemas/Nullables/properties/c"),
    schema_support::EmittedSchema::of_schemars::<NullablesF>("NullablesF", "/components/schemas/Nullables/properties/f"),
    schema_support::EmittedSchema::of_schemars::<Nullables>("Nullables", "/components/schemas/Nullables"),
    schema_support::EmittedSchema::of_schemars::<ByType>("ByType", "/components/schemas/ByType"),
    schema_support::EmittedSchema::of_schemars::<Cat>("Cat", "/components/schemas/Cat"),
    schema_support::EmittedSchema::of_schemars::<DogKind>("DogKind", "/components/schemas/Dog/properties/kind"),
    schema_support::EmittedSchema::of_schemars::<Dog>("Dog", "/components/schemas/Dog"),
    schema_support::EmittedSchema::of_schemars::<Pet>("Pet", "/components/schemas/Pet"),
    schema_support::EmittedSchema::of_schemars::<Beast>("Beast", "/components/schemas/Beast"),
    schema_support::EmittedSchema::of_schemars::<BeastKindKind>("BeastKindKind", "/components/schemas/Beast/anyOf/1/properties/kind"),
    schema_support::EmittedSchema::of_schemars::<BeastKind>("BeastKind", "/components/schemas/Beast/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<Tagged>("Tagged", "/components/schemas/Tagged"),
    schema_support::EmittedSchema::of_schemars::<Vehicle>("Vehicle", "/components/schemas/Vehicle"),
    schema_support::EmittedSchema::of_schemars::<Car>("Car", "/components/schemas/Car"),
    schema_support::EmittedSchema::of_schemars::<Bike>("Bike", "/components/schemas/Bike"),
    schema_support::EmittedSchema::of_schemars::<Ship>("Ship", "/components/schemas/Ship"),
    schema_support::EmittedSchema::of_schemars::<Boat>("Boat", "/components/schemas/Boat"),
    schema_support::EmittedSchema::of_schemars::<Ferry>("Ferry", "/components/schemas/Ferry"),
    schema_support::EmittedSchema::of_schemars::<Sail>("Sail", "/components/schemas/Sail"),
    schema_support::EmittedSchema::of_schemars::<SloopKind>("SloopKind", "/components/schemas/Sloop/properties/kind"),
    schema_support::EmittedSchema::of_schemars::<Sloop>("Sloop", "/components/schemas/Sloop"),
    schema_support::EmittedSchema::of_schemars::<BrigKind>("BrigKind", "/components/schemas/Brig/properties/kind"),
    schema_support::EmittedSchema::of_schemars::<Brig>("Brig", "/components/schemas/Brig"),
    schema_support::EmittedSchema::of_schemars::<Tried>("Tried", "/components/schemas/Tried"),
    schema_support::EmittedSchema::of_schemars::<TriedA>("TriedA", "/components/schemas/Tried/oneOf/0"),
    schema_support::EmittedSchema::of_schemars::<TriedB>("TriedB", "/components/schemas/Tried/oneOf/1"),
    schema_support::EmittedSchema::of_schemars::<Any>("Any", "/components/schemas/Any"),
    schema_support::EmittedSchema::of_schemars::<AnyA>("AnyA", "/components/schemas/Any/anyOf/0"),
    schema_support::EmittedSchema::of_schemars::<AnyVariant2>("AnyVariant2", "/components/schemas/Any/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<Detail>("Detail", "/components/schemas/Detail"),
    schema_support::EmittedSchema::of_schemars::<DetailAcceptType>("DetailAcceptType", "/components/schemas/Detail/anyOf/0/properties/type"),
    schema_support::EmittedSchema::of_schemars::<DetailAccept>("DetailAccept", "/components/schemas/Detail/anyOf/0"),
    schema_support::EmittedSchema::of_schemars::<DetailWaitType>("DetailWaitType", "/components/schemas/Detail/anyOf/1/properties/type"),
    schema_support::EmittedSchema::of_schemars::<DetailWait>("DetailWait", "/components/schemas/Detail/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<DetailRejectType>("DetailRejectType", "/components/schemas/Detail/anyOf/2/properties/type"),
    schema_support::EmittedSchema::of_schemars::<DetailReject>("DetailReject", "/components/schemas/Detail/anyOf/2"),
    schema_support::EmittedSchema::of_schemars::<NoneOrSome>("NoneOrSome", "/components/schemas/NoneOrSome"),
    schema_support::EmittedSchema::of_schemars::<Some2>("Some2", "/components/schemas/Some"),
    schema_support::EmittedSchema::of_schemars::<Some2String>("Some2String", "/components/schemas/Some/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<Known>("Known", "/components/schemas/Known"),
    schema_support::EmittedSchema::of_schemars::<KnownEnum>("KnownEnum", "/components/schemas/Known/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<Around>("Around", "/components/schemas/Around"),
    schema_support::EmittedSchema::of_schemars::<Product>("Product", "/components/schemas/Product"),
    schema_support::EmittedSchema::of_schemars::<Lists>("Lists", "/components/schemas/Lists"),
    schema_support::EmittedSchema::of_schemars::<Maps>("Maps", "/components/schemas/Maps"),
    schema_support::EmittedSchema::of_schemars::<Filter>("Filter", "/components/schemas/Filter"),
    schema_support::EmittedSchema::of_schemars::<FilterAnd>("FilterAnd", "/components/schemas/Filter/anyOf/0"),
    schema_support::EmittedSchema::of_schemars::<FilterField>("FilterField", "/components/schemas/Filter/anyOf/1"),
    schema_support::EmittedSchema::of_schemars::<Json2>("Json2", "/components/schemas/Json"),
    schema_support::EmittedSchema::of_schemars::<WithoutInner>("WithoutInner", "/components/schemas/Without/properties/inner"),
    schema_support::EmittedSchema::of_schemars::<Without>("Without", "/components/schemas/Without"),
    schema_support::EmittedSchema::of_schemars::<FooBar2>("FooBar2", "/components/schemas/foo-bar"),
    schema_support::EmittedSchema::of_schemars::<FooBarInX>("FooBarInX", "/components/schemas/FooBar/properties/in/properties/x"),
    schema_support::EmittedSchema::of_schemars::<FooBarIn>("FooBarIn", "/components/schemas/FooBar/properties/in"),
    schema_support::EmittedSchema::of_schemars::<FooBar>("FooBar", "/components/schemas/FooBar"),
    schema_support::EmittedSchema::of_schemars::<Ab2>("Ab2", "/components/schemas/AB"),
    schema_support::EmittedSchema::of_schemars::<Ab>("Ab", "/components/schemas/Ab"),
    schema_support::EmittedSchema::of_schemars::<Value>("Value", "/components/schemas/Value"),
    schema_support::EmittedSchema::of_schemars::<Error>("Error", "/components/schemas/Error"),
    schema_support::EmittedSchema::of_schemars::<Option2>("Option2", "/components/schemas/Option"),
    schema_support::EmittedSchema::of_schemars::<N2fa>("N2fa", "/components/schemas/2fa"),
];

const NAMED: schema_support::NamedSchemas = &[
    ("WITHOUT_SCHEMA", &WITHOUT_SCHEMA),
];

impl schemars::JsonSchema for Mixed {
    fn schema_name() -> String {
        "Mixed".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&Mixed::VALUES)
    }
}

impl schemars::JsonSchema for Exact {
    fn schema_name() -> String {
        "Exact".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&Exact::VALUES)
    }
}

impl schemars::JsonSchema for Levels {
    fn schema_name() -> String {
        "Levels".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&Levels::VALUES)
    }
}

impl schemars::JsonSchema for Narrowed {
    fn schema_name() -> String {
        "Narrowed".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Narrowed::VALUES)
    }
}

impl schemars::JsonSchema for Cases {
    fn schema_name() -> String {
        "Cases".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Cases::VALUES)
    }
}

impl schemars::JsonSchema for Yes {
    fn schema_name() -> String {
        "Yes".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&Yes::VALUES)
    }
}

impl schemars::JsonSchema for ConstantV {
    fn schema_name() -> String {
        "ConstantV".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&ConstantV::VALUES)
    }
}

impl schemars::JsonSchema for ConstantW {
    fn schema_name() -> String {
        "ConstantW".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&ConstantW::VALUES)
    }
}

impl schemars::JsonSchema for Constant {
    fn schema_name() -> String {
        "Constant".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<ConstantV>("v", _generator)
        .optional::<ConstantW>("w", _generator)
        .optional::<()>("x", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Annotated {
    fn schema_name() -> String {
        "Annotated".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&Annotated::VALUES)
    }
}

impl schemars::JsonSchema for AnnotatedOrNull {
    fn schema_name() -> String {
        "AnnotatedOrNull".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&AnnotatedOrNull::VALUES)
    }
}

impl schemars::JsonSchema for OnlyOne {
    fn schema_name() -> String {
        "OnlyOne".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&OnlyOne::VALUES)
    }
}

impl schemars::JsonSchema for Quoted {
    fn schema_name() -> String {
        "Quoted".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&Quoted::VALUES)
    }
}

impl schemars::JsonSchema for ByNumber {
    fn schema_name() -> String {
        "ByNumber".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<std::collections::BTreeMap<String, String>>(ByNumber::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for TextsBoth {
    fn schema_name() -> String {
        "TextsBoth".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<schema_support::Uri>(TextsBoth::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Texts {
    fn schema_name() -> String {
        "Texts".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<TextsA>("a", _generator)
        .optional::<TextsB>("b", _generator)
        .optional::<TextsC>("c", _generator)
        .optional::<TextsD>("d", _generator)
        .optional::<schema_support::Uri>("uri", _generator)
        .optional::<schema_support::UriReference>("reference", _generator)
        .optional::<schema_support::Hostname>("host", _generator)
        .optional::<schema_support::Ipv4>("four", _generator)
        .optional::<schema_support::Ipv6>("six", _generator)
        .optional::<schema_support::Time>("time", _generator)
        .optional::<schema_support::Duration>("duration", _generator)
        .optional::<schema_support::RegularExpression>("regex", _generator)
        .optional::<schema_support::JsonPointer>("pointer", _generator)
        .optional::<schema_support::RelativeJsonPointer>("relative", _generator)
        .optional::<schema_support::Base64>("bytes", _generator)
        .optional::<String>("encoded", _generator)
        .optional::<schema_support::Decimal>("decimal", _generator)
        .optional::<TextsSecret>("secret", _generator)
        .optional::<TextsBoth>("both", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for NumbersHuge {
    fn schema_name() -> String {
        "NumbersHuge".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<schema_support::Integer>(NumbersHuge::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for NumbersFine {
    fn schema_name() -> String {
        "NumbersFine".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<schema_support::Number>(NumbersFine::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for NumbersTwice {
    fn schema_name() -> String {
        "NumbersTwice".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<NumbersTwiceUnchecked>(NumbersTwice::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Numbers {
    fn schema_name() -> String {
        "Numbers".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<i8>("tiny", _generator)
        .optional::<NumbersPort>("port", _generator)
        .optional::<u64>("big", _generator)
        .optional::<i64>("far", _generator)
        .optional::<NumbersHalf>("half", _generator)
        .optional::<NumbersWide>("wide", _generator)
        .optional::<NumbersHuge>("huge", _generator)
        .optional::<schema_support::Number>("money", _generator)
        .optional::<NumbersFine>("fine", _generator)
        .optional::<NumbersCents>("cents", _generator)
        .optional::<NumbersTwice>("twice", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for Set {
    fn schema_name() -> String {
        "Set".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        array_schema::<i64>(&Set::RULES, _generator)
    }
}

impl schemars::JsonSchema for Anything {
    fn schema_name() -> String {
        "Anything".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        array_schema::<serde_json::Value>(&Anything::RULES, _generator)
    }
}

impl schemars::JsonSchema for Tuple {
    fn schema_name() -> String {
        "Tuple".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<TupleUnchecked>(Tuple::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for TupleUnchecked {
    fn schema_name() -> String {
        "TupleUnchecked".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        array_schema::<serde_json::Value>(&TupleUnchecked::RULES, _generator)
    }
}

impl schemars::JsonSchema for Pair {
    fn schema_name() -> String {
        "Pair".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        array_schema::<f64>(&Pair::RULES, _generator)
    }
}

impl schemars::JsonSchema for Tree {
    fn schema_name() -> String {
        "Tree".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("value", _generator)
        .optional::<Tree>("left", _generator)
        .optional::<Field<Tree>>("right", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Entry {
    fn schema_name() -> String {
        "Entry".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let items = vec![_generator.subschema_for::<uuid::Uuid>(), _generator.subschema_for::<Tree>()];
        tuple_schema(items, _generator)
    }
}

impl schemars::JsonSchema for Chain {
    fn schema_name() -> String {
        "Chain".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<ChainUnchecked>(Chain::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for ChainUnchecked {
    fn schema_name() -> String {
        "ChainUnchecked".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let items = vec![_generator.subschema_for::<i64>(), _generator.subschema_for::<Option<Chain>>()];
        tuple_schema(items, _generator)
    }
}

impl schemars::JsonSchema for Holding {
    fn schema_name() -> String {
        "Holding".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<Vec<i64>>(Holding::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Rest {
    fn schema_name() -> String {
        "Rest".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<Vec<serde_json::Value>>(Rest::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Counted {
    fn schema_name() -> String {
        "Counted".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<std::collections::BTreeMap<String, i64>>(Counted::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Named {
    fn schema_name() -> String {
        "Named".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<std::collections::BTreeMap<String, serde_json::Value>>(Named::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Patterned {
    fn schema_name() -> String {
        "Patterned".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .optional::<String>("id", _generator)
            .additional::<serde_json::Value>(_generator)
            .build()

        };
        narrowed(own, Patterned::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for ByPattern {
    fn schema_name() -> String {
        "ByPattern".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<std::collections::BTreeMap<String, String>>(ByPattern::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Rested {
    fn schema_name() -> String {
        "Rested".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("id", _generator)
        .additional::<i64>(_generator)
        .build()
    }
}

impl schemars::JsonSchema for Forbidding {
    fn schema_name() -> String {
        "Forbidding".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .optional::<String>("a", _generator)
            .build()

        };
        narrowed(own, Forbidding::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Dependent {
    fn schema_name() -> String {
        "Dependent".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .optional::<String>("card", _generator)
            .optional::<String>("address", _generator)
            .optional::<String>("zip", _generator)
            .optional::<serde_json::Value>("country", _generator)
            .build()

        };
        narrowed(own, Dependent::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for ConditionalKind {
    fn schema_name() -> String {
        "ConditionalKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&ConditionalKind::VALUES)
    }
}

impl schemars::JsonSchema for Conditional {
    fn schema_name() -> String {
        "Conditional".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .required::<ConditionalKind>("kind", _generator)
            .optional::<i64>("x", _generator)
            .build()

        };
        narrowed(own, Conditional::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Not {
    fn schema_name() -> String {
        "Not".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .optional::<String>("a", _generator)
            .optional::<String>("b", _generator)
            .build()

        };
        narrowed(own, Not::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for NotText {
    fn schema_name() -> String {
        "NotText".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<serde_json::Value>(NotText::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for OneRequired {
    fn schema_name() -> String {
        "OneRequired".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let own = {
            schema_support::ObjectSchema::default()
            .optional::<String>("a", _generator)
            .optional::<String>("b", _generator)
            .build()

        };
        narrowed(own, OneRequired::CHECKS, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Closed {
    fn schema_name() -> String {
        "Closed".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<String>("more", _generator)
        .required::<String>("id", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for Base {
    fn schema_name() -> String {
        "Base".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("base", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Sealed {
    fn schema_name() -> String {
        "Sealed".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<i64>("own", _generator)
        .required::<String>("base", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for Merged {
    fn schema_name() -> String {
        "Merged".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<MergedBase>("base", _generator)
        .optional::<Field<String>>("more", _generator)
        .build()
    }
}

impl schemars::JsonSchema for NullablesF {
    fn schema_name() -> String {
        "NullablesF".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<bool>(),
            _generator.subschema_for::<NullablesFInteger>(),
            _generator.subschema_for::<NullablesFString>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for Nullables {
    fn schema_name() -> String {
        "Nullables".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<Option<String>>("a", _generator)
        .required::<Option<Base>>("b", _generator)
        .optional::<Field<NullablesC>>("c", _generator)
        .optional::<()>("d", _generator)
        .optional::<serde_json::Value>("e", _generator)
        .optional::<NullablesF>("f", _generator)
        .build()
    }
}

impl schemars::JsonSchema for ByType {
    fn schema_name() -> String {
        "ByType".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<i64>(),
            _generator.subschema_for::<Vec<String>>(),
            _generator.subschema_for::<Base>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Cat {
    fn schema_name() -> String {
        "Cat".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .constant("kind", "cat")
        .optional::<i64>("lives", _generator)
        .build()
    }
}

impl schemars::JsonSchema for DogKind {
    fn schema_name() -> String {
        "DogKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&DogKind::VALUES)
    }
}

impl schemars::JsonSchema for Dog {
    fn schema_name() -> String {
        "Dog".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<DogKind>("kind", _generator)
        .optional::<String>("name", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Pet {
    fn schema_name() -> String {
        "Pet".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Cat>(),
            _generator.subschema_for::<Dog>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Beast {
    fn schema_name() -> String {
        "Beast".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Pet>(),
            _generator.subschema_for::<BeastKind>(),
            _generator.subschema_for::<String>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for BeastKindKind {
    fn schema_name() -> String {
        "BeastKindKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        literals_schema(&BeastKindKind::VALUES)
    }
}

impl schemars::JsonSchema for BeastKind {
    fn schema_name() -> String {
        "BeastKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<BeastKindKind>("kind", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Tagged {
    fn schema_name() -> String {
        "Tagged".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Cat>(),
            _generator.subschema_for::<Dog>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Vehicle {
    fn schema_name() -> String {
        "Vehicle".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            schema_support::tagged_schema("kind", &["car"], _generator.subschema_for::<Car>()),
            schema_support::tagged_schema("kind", &["Bike"], _generator.subschema_for::<Bike>()),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Car {
    fn schema_name() -> String {
        "Car".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("doors", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Bike {
    fn schema_name() -> String {
        "Bike".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("gears", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Ship {
    fn schema_name() -> String {
        "Ship".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<Boat>(),
            _generator.subschema_for::<Ferry>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Boat {
    fn schema_name() -> String {
        "Boat".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("oars", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for Ferry {
    fn schema_name() -> String {
        "Ferry".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("decks", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Sail {
    fn schema_name() -> String {
        "Sail".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            schema_support::tagged_schema("kind", &["sloop"], _generator.subschema_for::<Sloop>()),
            schema_support::tagged_schema("kind", &["brig"], _generator.subschema_for::<Brig>()),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for SloopKind {
    fn schema_name() -> String {
        "SloopKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&SloopKind::VALUES)
    }
}

impl schemars::JsonSchema for Sloop {
    fn schema_name() -> String {
        "Sloop".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<SloopKind>("kind", _generator)
        .required::<i64>("masts", _generator)
        .build()
    }
}

impl schemars::JsonSchema for BrigKind {
    fn schema_name() -> String {
        "BrigKind".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&BrigKind::VALUES)
    }
}

impl schemars::JsonSchema for Brig {
    fn schema_name() -> String {
        "Brig".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<BrigKind>("kind", _generator)
        .required::<i64>("guns", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Tried {
    fn schema_name() -> String {
        "Tried".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<TriedA>(),
            _generator.subschema_for::<TriedB>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for TriedA {
    fn schema_name() -> String {
        "TriedA".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("a", _generator)
        .build()
    }
}

impl schemars::JsonSchema for TriedB {
    fn schema_name() -> String {
        "TriedB".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("b", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Any {
    fn schema_name() -> String {
        "Any".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<AnyA>(),
            _generator.subschema_for::<AnyVariant2>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for AnyA {
    fn schema_name() -> String {
        "AnyA".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<i64>("a", _generator)
        .additional::<serde_json::Value>(_generator)
        .build()
    }
}

impl schemars::JsonSchema for AnyVariant2 {
    fn schema_name() -> String {
        "AnyVariant2".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("a", _generator)
        .optional::<String>("c", _generator)
        .additional::<serde_json::Value>(_generator)
        .build()
    }
}

impl schemars::JsonSchema for Detail {
    fn schema_name() -> String {
        "Detail".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<DetailAccept>(),
            _generator.subschema_for::<DetailWait>(),
            _generator.subschema_for::<DetailReject>(),
            _generator.subschema_for::<std::collections::BTreeMap<String, Vec<Detail>>>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for DetailAcceptType {
    fn schema_name() -> String {
        "DetailAcceptType".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&DetailAcceptType::VALUES)
    }
}

impl schemars::JsonSchema for DetailAccept {
    fn schema_name() -> String {
        "DetailAccept".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<DetailAcceptType>("type", _generator)
        .build()
    }
}

impl schemars::JsonSchema for DetailWaitType {
    fn schema_name() -> String {
        "DetailWaitType".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&DetailWaitType::VALUES)
    }
}

impl schemars::JsonSchema for DetailWait {
    fn schema_name() -> String {
        "DetailWait".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<DetailWaitType>("type", _generator)
        .optional::<i64>("seconds", _generator)
        .optional::<Field<String>>("reason", _generator)
        .build()
    }
}

impl schemars::JsonSchema for DetailRejectType {
    fn schema_name() -> String {
        "DetailRejectType".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&DetailRejectType::VALUES)
    }
}

impl schemars::JsonSchema for DetailReject {
    fn schema_name() -> String {
        "DetailReject".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<DetailRejectType>("type", _generator)
        .optional::<Field<String>>("reason", _generator)
        .build()
    }
}

impl schemars::JsonSchema for NoneOrSome {
    fn schema_name() -> String {
        "NoneOrSome".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<Vec<i64>>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for Some2 {
    fn schema_name() -> String {
        "Some2".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<f64>(),
            _generator.subschema_for::<Some2String>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for Known {
    fn schema_name() -> String {
        "Known".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<KnownEnum>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for KnownEnum {
    fn schema_name() -> String {
        "KnownEnum".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        enum_schema(&KnownEnum::VALUES)
    }
}

impl schemars::JsonSchema for Around {
    fn schema_name() -> String {
        "Around".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<AroundCat>(),
            _generator.subschema_for::<AroundDog>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for AroundCat {
    fn schema_name() -> String {
        "AroundCat".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .constant("kind", "cat")
        .optional::<i64>("lives", _generator)
        .required::<String>("id", _generator)
        .build()
    }
}

impl schemars::JsonSchema for AroundDog {
    fn schema_name() -> String {
        "AroundDog".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<DogKind>("kind", _generator)
        .optional::<String>("name", _generator)
        .required::<String>("id", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Product {
    fn schema_name() -> String {
        "Product".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<ProductA>(),
            _generator.subschema_for::<ProductB>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for ProductA {
    fn schema_name() -> String {
        "ProductA".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<ProductAC>(),
            _generator.subschema_for::<ProductAD>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for ProductAC {
    fn schema_name() -> String {
        "ProductAC".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("c", _generator)
        .required::<String>("a", _generator)
        .build()
    }
}

impl schemars::JsonSchema for ProductAD {
    fn schema_name() -> String {
        "ProductAD".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("d", _generator)
        .required::<String>("a", _generator)
        .build()
    }
}

impl schemars::JsonSchema for ProductB {
    fn schema_name() -> String {
        "ProductB".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<ProductBC>(),
            _generator.subschema_for::<ProductBD>(),
        ];
        union_schema(true, members)
    }
}

impl schemars::JsonSchema for ProductBC {
    fn schema_name() -> String {
        "ProductBC".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("c", _generator)
        .required::<String>("b", _generator)
        .build()
    }
}

impl schemars::JsonSchema for ProductBD {
    fn schema_name() -> String {
        "ProductBD".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("d", _generator)
        .required::<String>("b", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Lists {
    fn schema_name() -> String {
        "Lists".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<Vec<Lists>>(Lists::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Maps {
    fn schema_name() -> String {
        "Maps".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<std::collections::BTreeMap<String, Maps>>(Maps::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Filter {
    fn schema_name() -> String {
        "Filter".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<FilterAnd>(),
            _generator.subschema_for::<FilterField>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for FilterAnd {
    fn schema_name() -> String {
        "FilterAnd".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<Vec<Filter>>("and", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for FilterField {
    fn schema_name() -> String {
        "FilterField".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("field", _generator)
        .closed()
        .build()
    }
}

impl schemars::JsonSchema for Json2 {
    fn schema_name() -> String {
        "Json2".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let members = vec![
            _generator.subschema_for::<String>(),
            _generator.subschema_for::<f64>(),
            _generator.subschema_for::<bool>(),
            _generator.subschema_for::<Vec<Option<Json2>>>(),
            _generator.subschema_for::<std::collections::BTreeMap<String, Option<Json2>>>(),
        ];
        union_schema(false, members)
    }
}

impl schemars::JsonSchema for WithoutInner {
    fn schema_name() -> String {
        "WithoutInner".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        checked_schema::<serde_json::Value>(WithoutInner::RULES, NAMED, _generator)
    }
}

impl schemars::JsonSchema for Without {
    fn schema_name() -> String {
        "Without".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<WithoutInner>("inner", _generator)
        .optional::<String>("a", _generator)
        .build()
    }
}

impl schemars::JsonSchema for FooBar2 {
    fn schema_name() -> String {
        "FooBar2".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<String>("type", _generator)
        .optional::<String>("self", _generator)
        .optional::<String>("a-b", _generator)
        .optional::<String>("a_b", _generator)
        .optional::<String>("object", _generator)
        .optional::<String>("at", _generator)
        .optional::<String>("json", _generator)
        .optional::<String>("kept", _generator)
        .build()
    }
}

impl schemars::JsonSchema for FooBarIn {
    fn schema_name() -> String {
        "FooBarIn".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<FooBarInX>("x", _generator)
        .build()
    }
}

impl schemars::JsonSchema for FooBar {
    fn schema_name() -> String {
        "FooBar".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<FooBarIn>("in", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Error {
    fn schema_name() -> String {
        "Error".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<Value>("value", _generator)
        .build()
    }
}

impl schemars::JsonSchema for Option2 {
    fn schema_name() -> String {
        "Option2".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .optional::<Error>("some", _generator)
        .build()
    }
}

impl schemars::JsonSchema for N2fa {
    fn schema_name() -> String {
        "N2fa".to_owned()
    }

    fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        schema_support::ObjectSchema::default()
        .required::<String>("code", _generator)
        .build()
    }
}
